"""Where the records live: the RxNav drop-in, FHIR, CDS Hooks. Each only translates between its format and the front door."""
