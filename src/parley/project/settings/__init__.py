"""Django settings: base is shared; dev, test and prod say how they differ."""
