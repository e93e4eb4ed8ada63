"""What holds for every test."""

import atexit
import gc
import os
from secrets import token_hex
from urllib.parse import urlsplit

import pytest
from hypothesis import Phase, settings

# No example fails for being slow, and a failure prints how to see it again. Not derandomized: new runs look further.
settings.register_profile("listerules", deadline=None, print_blob=True)
# For `make mutants`: that a test fails is all it asks, so the same examples each time, and none made smaller.
settings.register_profile("mutants", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
settings.load_profile("listerules")


def pytest_unconfigure():
    """Clear away DuckDB when the tests end, or it complains: commands that were run here leave it to the system."""
    atexit.unregister(gc.freeze)


POSTGRES = "LISTERULES_TEST_POSTGRES"


@pytest.fixture(scope="session")
def postgres():
    """The address of an empty database of a PostgreSQL server, which is gone afterwards."""
    server = os.environ.get(POSTGRES)
    if server is None:
        pytest.skip(f"there is no PostgreSQL server: {POSTGRES} does not name one, as .ci/run makes it do")
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 - only where there is a server

    name = f"listerules_{token_hex(4)}"
    with dbapi.connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    with dbapi.connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def run_on_postgres(postgres):
    """A function that runs statements on that database."""
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415

    with dbapi.connect(postgres, autocommit=True) as connection:

        def run(*statements):
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

        yield run
