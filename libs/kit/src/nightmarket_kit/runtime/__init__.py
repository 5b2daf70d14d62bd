"""What runs a service: servers, clients, databases, brokers. Never imported by a domain."""
