"""How it is judged: questions with the sections and codes that a careful colleague would name, and benchmarks."""
