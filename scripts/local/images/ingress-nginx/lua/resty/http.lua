-- Needed for enable-ocsp only, and absent: the template refuses configurations that have this setting.
return {}
