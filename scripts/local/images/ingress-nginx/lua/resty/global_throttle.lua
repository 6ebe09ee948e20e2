-- Needed for global-rate-limit only, and absent: the template rejects locations with this annotation.
return {}
