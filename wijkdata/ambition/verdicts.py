"""What can be said of an objective under a programme of measures."""

REACHED, MISSED, EITHER, UNKNOWN = "gehaald", "niet gehaald", "kan beide kanten op", "niet te zeggen"
