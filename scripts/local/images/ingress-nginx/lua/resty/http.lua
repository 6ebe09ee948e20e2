-- Needed for enable-ocsp only, and absent: the template rejects configurations with this setting.
return {}
