"""What holds of every area there could be: proven, or refuted by one area that breaks it.

A question is put in three stages, and only the first that can answer does. The sounder the stage, the less it knows:

1. `measured`: each measure is any figure it could have (a share from 0 to 1, a count from 0), and nothing ties one
   measure to another. Every real area is one of these, so that where none of them breaks the claim, none can.
2. `counted`: whole persons and kroner, tied so that all is linear. What is found here is the smallest such area, and
   counts for nothing until `evaluate` has judged it and says the same.
3. `multiplied`: all that ties the counts, with their products. It may take too long; then the answer is unknown.

The figures are counts. Of those with blanks the first stage knows as well, since a figure that is not there is any
figure, and answers that are decided stay; the last says of each figure whether it is given. Earlier lists are free,
whatever the figures: they are what was published. The list of the year itself is what the figures say.

`questions` says what can be asked and needs nothing more; `answer` needs z3, and is imported when it is used.
"""
