"""One SQLite file is one project. The only place where SQL is written."""
