"""The way in for units: dossiers are written, filed, confirmed and followed here, never in the admin."""
