"""The same work by everyone: made-up panels, the peers, the answers, and what each of them took."""
