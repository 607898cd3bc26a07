class EndOfProgram(Exception): pass
