//! Universal verification from public data alone; every check has a name and a verdict.
