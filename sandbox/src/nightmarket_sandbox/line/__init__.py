"""Twin of LINE Login v2.1, after the public reference (developers.line.biz, reference/line-login)."""
