"""Who: people, roles, badges, enrolled devices, login, permissions."""
