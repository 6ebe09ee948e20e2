/** One change of upstream's nginx template; `find` must occur exactly `times` (default 1). */
export interface TemplateEdit {
    readonly why: string;
    readonly find: string | RegExp;
    readonly replace: string;
    readonly times?: number;
}

/** An unknown directive: nginx rejects the whole configuration with a message that names the missing module. */
const lacksModuleFor = (setting: string) => `this_image_lacks_the_module_for_${setting};`;

/**
 * The template's conditions of annotations whose module is absent, by annotation. A location with such an annotation
 * answers 503 with the reason; other locations are not affected.
 */
const rejectedAnnotations: Readonly<Record<string, string>> = {
    "global-rate-limit": "gt $location.GlobalRateLimit.Limit 0",
    "enable-modsecurity": "$location.ModSecurity.Enable",
    "enable-opentelemetry": "$location.Opentelemetry.Enabled",
    "auth-type: digest": 'and $location.BasicDigestAuth.Secured (eq $location.BasicDigestAuth.Type "digest")',
};

const rejection = Object.entries(rejectedAnnotations)
    .map(([annotation, condition]) => `{{ if ${condition} }}{{ $rejected = "${annotation}" }}{{ end }}`)
    .join("\n        ");

/** Edits that upstream's template for 1.11 needs to run on Debian's nginx. */
export const templateEdits: readonly TemplateEdit[] = [
    {
        why: "Debian's modules are dynamic, and OCSP stapling needs lua-resty-http, which Debian lacks",
        find: "pid {{ .PID }};",
        replace: `{{ if $cfg.EnableOCSP }}${lacksModuleFor("enable_ocsp")}{{ end }}
${["ndk_http", "ngx_http_lua", "ngx_http_headers_more_filter", "ngx_http_set_misc", "ngx_stream"]
    .map((name) => `load_module /usr/lib/nginx/modules/${name}_module.so;`)
    .join("\n")}
pid {{ .PID }};`,
    },
    {
        why: "an annotation for an absent module must not break every other Ingress: only the global setting loads it",
        find: "{{ if (shouldLoadModSecurityModule $cfg $servers) }}",
        replace: "{{ if $cfg.EnableModsecurity }}",
    },
    {
        why: "as for ModSecurity",
        find: "{{ if (shouldLoadOpentelemetryModule $cfg $servers) }}",
        replace: "{{ if $cfg.EnableOpentelemetry }}",
        times: 2,
    },
    {
        why: "as for ModSecurity",
        find: "{{ if (or $all.Cfg.EnableOpentelemetry $location.Opentelemetry.Enabled) }}",
        replace: "{{ if $all.Cfg.EnableOpentelemetry }}",
    },
    {
        why: "as for ModSecurity; digest authentication has no global setting",
        find: /\{\{ if \(shouldLoadAuthDigestModule \$servers\) \}\}\n[^\n]+\n\{\{ end \}\}\n/g,
        replace: "",
    },
    {
        why: "determines whether the location is rejected",
        find: "        {{ $path := buildLocation $location $enforceRegex }}\n",
        replace: `        {{ $path := buildLocation $location $enforceRegex }}
        {{ $rejected := "" }}
        ${rejection}\n`,
    },
    {
        why: "a rejected location has no directives of the absent module",
        find: "{{ buildOpentelemetryForLocation $all.Cfg.EnableOpentelemetry $all.Cfg.OpentelemetryTrustIncomingSpan $location }}",
        replace:
            "{{ if not $rejected }}{{ buildOpentelemetryForLocation $all.Cfg.EnableOpentelemetry $all.Cfg.OpentelemetryTrustIncomingSpan $location }}{{ end }}",
    },
    {
        why: "as for OpenTelemetry",
        find: "{{ buildModSecurityForLocation $all.Cfg $location }}",
        replace: "{{ if not $rejected }}{{ buildModSecurityForLocation $all.Cfg $location }}{{ end }}",
    },
    {
        why: "a rejected location proxies nowhere",
        find: "            {{ if isLocationAllowed $location }}\n",
        replace: "            {{ if and (not $rejected) (isLocationAllowed $location) }}\n",
    },
    {
        why: "nginx's `return` in upstream's denial would come before the rejection",
        find: "            {{ else }}\n            # Location denied.",
        replace: "            {{ else if not $rejected }}\n            # Location denied.",
    },
    {
        why: "a rejected location answers before anything else happens",
        find: "                lua_ingress.rewrite({{ locationConfigForLua $location $all }})\n",
        replace: `                {{ if $rejected }}require("rejection").reject("{{ $rejected }}"){{ end }}
                lua_ingress.rewrite({{ locationConfigForLua $location $all }})\n`,
    },
    {
        // On every sync the controller posts its stream configuration to the port below, and an early close is a
        // failure: preread reads everything, then the server returns an empty answer.
        why: "Debian has no Lua for stream: no TCP and UDP services, and their configuration must be discarded",
        find: /\nstream \{\n[\s\S]*?\n\}\n(?=\n\{\{\/\* definition of templates)/g,
        replace: `
stream {
    {{ if or .TCPBackends .UDPBackends }}${lacksModuleFor("tcp_and_udp_services")}{{ end }}

    server {
        listen 127.0.0.1:{{ .StreamPort }};
        ssl_preread on;
        preread_timeout 2s;
        return "";
    }

    # Stream Snippets
    {{ range $snippet := .StreamSnippets }}
    {{ $snippet }}
    {{ end }}
}
`,
    },
];

/** The edited template; throws if an edit does not match, because the result would be a different nginx. */
export function editTemplate(template: string, edits: readonly TemplateEdit[] = templateEdits): string {
    return edits.reduce((text, { why, find, replace, times = 1 }) => {
        const found = typeof find === "string" ? text.split(find).length - 1 : [...text.matchAll(find)].length;
        if (found !== times) {
            throw new Error(
                `the edit does not match ingress-nginx's template: found ${found} times, must be ${times}: ` +
                    `${String(find)} (${why})`,
            );
        }
        return text.replaceAll(find, () => replace);
    }, template);
}
