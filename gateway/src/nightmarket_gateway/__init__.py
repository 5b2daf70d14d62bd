"""The edge: REST, WebSockets, provider callbacks, media hooks."""
