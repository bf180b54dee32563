"""How the shipped models are made. Needs the extra `train`; nothing here is imported at run time."""
