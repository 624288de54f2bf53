"""RxNorm: which concept a code or a name means. From our own coded substances, and from a release that an operator loads."""
