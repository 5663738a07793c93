"""How it is answered. The path, in order:

question.py   text -> Question: codes named in it, setting, abbreviations expanded, what is asked
declines.py   what is not ours to answer: payment compared, treatment, no coding
retrieve.py   Question -> ranking of passages in force on the date of service, with the branches whose facts hold
edits.py      codes together -> edits, read from the tabular
named_codes.py what the tabular says of the codes a question names
integral.py   signs that belong to a disease named beside them
phrases.py    the terms that a question names, without its scaffolding
procedures.py what the user's own CPT and NCCI files say
seventh.py    the seventh character that its words decide
resolve.py    a branch's ranges and the question's words -> codes
compose.py    ranking + edits + codes -> a draft whose statements each quote their passage
ground.py     draft -> Answer or Abstention: every code and quote verified, what fails is dropped and counted
answer.py     the spine; alone knows the order
second_reader.py an Answer read again by a language model, where one is configured: prompt.py, llm.py, picks.py
"""
