"""Signing in and out, sessions, passwords, invitations, throttling. An account signs in; it belongs to a person and
knows no role: roles are dated grants of the organisation.
"""
