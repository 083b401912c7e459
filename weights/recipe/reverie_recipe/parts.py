"""What a picture of a data set is used for."""

import enum


class Part(enum.IntEnum):
    TRAINING = 0  # generators and judges learn from it
    SELECTION = 1  # chooses among generators: averages, shapes, samplers
    JUDGING = 2  # seen by nothing before the judging
