"""Where a sealed edition goes: folders, stores, branches and mailboxes, as the profile's ``publication`` says."""
