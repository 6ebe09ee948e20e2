-- Needed for global-rate-limit only, and absent: the template refuses locations that have this annotation.
return {}
