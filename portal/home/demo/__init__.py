"""The demonstration province Lam Giang as pure data: no models, no database; ``seed_demo`` feeds it to the domain."""
