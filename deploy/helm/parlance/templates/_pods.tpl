{{/* Half of a memory limit in MiB, for the heap: the rest is for buffers, code and stacks. Empty where the limit has another unit. */}}
{{- define "parlance.heapMi" -}}
{{- if hasSuffix "Mi" . }}{{ div (trimSuffix "Mi" . | int) 2 }}{{ else if hasSuffix "Gi" . }}{{ mul (trimSuffix "Gi" . | int) 512 }}{{ end -}}
{{- end }}

{{/* The environment of a service: (dict "root" $ "name" "gateway" "service" values "fact" facts) */}}
{{- define "parlance.environment" -}}
{{- $values := .root.Values -}}
{{- $heap := include "parlance.heapMi" (dig "limits" "memory" "" .service.resources) -}}
- { name: PARLANCE_DEPLOYMENT, value: {{ $values.deployment | quote }} }
- { name: PARLANCE_HOST, value: 0.0.0.0 }
- { name: PARLANCE_HEALTH_PORT, value: '8080' }
- { name: PARLANCE_METRICS, value: {{ $values.metrics.enabled | quote }} }
- { name: PARLANCE_LOG_LEVEL, value: {{ $values.logLevel }} }
- { name: PARLANCE_MOUNT, value: {{ $values.mount | quote }} }
{{- with $values.publicUrl }}
- { name: PARLANCE_PUBLIC_URL, value: {{ . | quote }} }
{{- end }}
{{- with $values.outboundAllowed }}
- { name: PARLANCE_OUTBOUND_ALLOWED, value: {{ join "," . | quote }} }
{{- end }}
{{- with $values.otel.endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
- { name: NODE_OPTIONS, value: {{ printf "--max-semi-space-size=%v%s" .fact.semiSpaceMb (ternary (printf " --max-old-space-size=%s" $heap) "" (ne $heap "")) | quote }} }
- { name: NATS_URL_FILE, value: /run/parlance/nats-url }
- { name: PARLANCE_BUS_KEY_FILE, value: /run/parlance/bus.key }
{{- if has "mongodb" .fact.servers }}
- { name: MONGODB_URL_FILE, value: /run/parlance/mongodb-url }
{{- end }}
{{- if has "redis" .fact.servers }}
- { name: REDIS_URL_FILE, value: /run/parlance/redis-url }
{{- end }}
{{- range $variable, $file := .fact.files }}
- { name: {{ $variable }}, value: /run/parlance/{{ $file }} }
{{- end }}
{{- range $variable, $value := .fact.environment }}
- { name: {{ $variable }}, value: {{ $value | quote }} }
{{- end }}
{{- if eq .name "console" }}
- { name: PARLANCE_CONSOLE_GATEWAY_URL, value: 'http://{{ include "parlance.fullname" .root }}-gateway{{ $values.mount }}' }
{{- with $values.publicUrl }}
- { name: PARLANCE_CONSOLE_PARSE_URL, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- if eq .name "gateway" }}
- { name: PARLANCE_TRUSTED_PROXY_HOPS, value: {{ $values.trustedProxyHops | quote }} }
- { name: PARLANCE_DEPLOYED_SERVICES, value: {{ include "parlance.deployed" .root | quote }} }
{{- end }}
{{- if eq .name "config" }}
- { name: PARLANCE_APPS_FILE, value: /run/parlance-apps/{{ $values.apps.key }} }
{{- end }}
{{- if eq .name "files" }}
- { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
- { name: PARLANCE_FILES_ADDRESS, value: '{{ ternary "https" "http" $values.transfers.tls.enabled }}://$(POD_IP):{{ .fact.ports.bytes }}' }
{{- with $values.s3 }}{{ if .bucket }}
- { name: PARLANCE_S3_BUCKET, value: {{ .bucket | quote }} }
- { name: PARLANCE_S3_REGION, value: {{ .region | quote }} }
- { name: PARLANCE_S3_PATH_STYLE, value: {{ .pathStyle | quote }} }
{{- with .endpoint }}
- { name: PARLANCE_S3_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- if .existingSecret }}
- { name: PARLANCE_S3_ACCESS_KEY_ID_FILE, value: /run/parlance/s3-access-key-id }
- { name: PARLANCE_S3_SECRET_ACCESS_KEY_FILE, value: /run/parlance/s3-secret-access-key }
{{- end }}
{{- end }}{{ end }}
{{- end }}
{{- if eq .name "auth" }}
{{- with $values.mail.from }}
- { name: PARLANCE_MAIL_FROM, value: {{ . | quote }} }
{{- end }}
{{- if $values.mail.existingSecret }}
- { name: PARLANCE_SMTP_URL_FILE, value: /run/parlance/smtp-url }
{{- end }}
{{- end }}
{{- if .fact.journals }}
- { name: PARLANCE_ANALYTICS_JOURNAL_REPLICAS, value: {{ $values.nats.journalReplicas | quote }} }
{{- end }}
{{- if has "administration" (include "parlance.tlsPeers" . | fromJsonArray) }}
- { name: PARLANCE_ADMIN_GRPC_TLS_CERT, value: /run/parlance-tls/administration/tls.crt }
- { name: PARLANCE_ADMIN_GRPC_TLS_KEY, value: /run/parlance-tls/administration/tls.key }
{{- if $values.administration.grpc.tls.clientCertificate }}
- { name: PARLANCE_ADMIN_GRPC_TLS_CLIENT_CA, value: /run/parlance-tls/administration/ca.crt }
{{- end }}
{{- end }}
{{- range $peer := without (include "parlance.tlsPeers" . | fromJsonArray) "administration" }}
{{- $prefix := printf "PARLANCE_%s" (upper $peer) }}
{{- $folder := printf "/run/parlance-tls/%s" $peer }}
- { name: {{ $prefix }}_CA_FILE, value: {{ $folder }}/ca.crt }
{{- if (include "parlance.tls" (dict "root" $.root "peer" $peer) | fromJson).clientCertificate }}
{{- if eq $peer "mongodb" }}
- { name: {{ $prefix }}_CERT_FILE, value: {{ $folder }}/tls-combined.pem }
{{- else }}
- { name: {{ $prefix }}_CERT_FILE, value: {{ $folder }}/tls.crt }
- { name: {{ $prefix }}_KEY_FILE, value: {{ $folder }}/tls.key }
{{- end }}
{{- end }}
{{- end }}
{{- range $variable, $value := merge (dict) (.service.env | default dict) $values.env }}
- { name: {{ $variable }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{/* The services that are deployed, as the gateway wants to know them. */}}
{{- define "parlance.deployed" -}}
{{- $names := list -}}
{{- range $name, $service := .Values.services }}{{ if $service.enabled }}{{ $names = append $names $name }}{{ end }}{{ end -}}
{{- join "," $names -}}
{{- end }}

{{/* The secret files of a service: of each Secret the entries that this service needs, and no others. */}}
{{- define "parlance.secretFiles" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
- secret:
    name: {{ include "parlance.secretName" (dict "root" $root "existing" $values.nats.existingSecret) }}
    items: [{ key: nats-{{ .name }}-url, path: nats-url }]
- secret:
    name: {{ include "parlance.secretName" (dict "root" $root "existing" $values.keys.existingSecret) }}
    items:
      - { key: bus.key, path: bus.key }
      {{- range $variable, $file := .fact.files }}
      - { key: {{ $file }}, path: {{ $file }} }
      {{- end }}
{{- if has "mongodb" .fact.servers }}
- secret:
    name: {{ include "parlance.secretName" (dict "root" $root "existing" $values.mongodb.existingSecret) }}
    items: [{ key: mongodb-url, path: mongodb-url }]
{{- end }}
{{- if has "redis" .fact.servers }}
- secret:
    name: {{ include "parlance.secretName" (dict "root" $root "existing" $values.redis.existingSecret) }}
    items: [{ key: redis-url, path: redis-url }]
{{- end }}
{{- if and (eq .name "files") $values.s3.bucket $values.s3.existingSecret }}
- secret:
    name: {{ $values.s3.existingSecret }}
    items: [{ key: access-key-id, path: s3-access-key-id }, { key: secret-access-key, path: s3-secret-access-key }]
{{- end }}
{{- if and (eq .name "auth") $values.mail.existingSecret }}
- secret:
    name: {{ $values.mail.existingSecret }}
    items: [{ key: smtp-url, path: smtp-url }]
{{- end }}
{{- end }}

{{/* The settings of TLS with a peer: (dict "root" $ "peer" "nats"). Between the service files and gateways or the console both show a certificate. */}}
{{- define "parlance.tls" -}}
{{- if eq .peer "transfers" }}{{ merge (dict "clientCertificate" true) .root.Values.transfers.tls | toJson }}
{{- else if eq .peer "administration" }}{{ .root.Values.administration.grpc.tls | toJson }}{{ else }}{{ (index .root.Values .peer).tls | toJson }}{{ end }}
{{- end }}

{{/* The entries of a Secret with certificates that a service mounts, as a list in JSON: (dict "root" $ "peer" "nats") */}}
{{- define "parlance.tlsFiles" -}}
{{- $withClients := (include "parlance.tls" . | fromJson).clientCertificate -}}
{{- if eq .peer "administration" }}{{ ternary (list "tls.crt" "tls.key" "ca.crt") (list "tls.crt" "tls.key") (default false $withClients) | toJson }}
{{- else if not $withClients }}{{ list "ca.crt" | toJson }}
{{- else }}{{ ternary (list "ca.crt" "tls-combined.pem") (list "ca.crt" "tls.crt" "tls.key") (eq .peer "mongodb") | toJson }}{{ end }}
{{- end }}

{{/* The peers with which a service talks by TLS, as a list in JSON. */}}
{{- define "parlance.tlsPeers" -}}
{{- $root := .root -}}
{{- $peers := append .fact.servers "nats" -}}
{{- if has .name (list "console" "gateway" "files") }}{{ $peers = append $peers "transfers" }}{{ end -}}
{{- if and (eq .name "admin") .fact.ports.grpc }}{{ $peers = append $peers "administration" }}{{ end -}}
{{- $found := list -}}
{{- range $peers }}{{ if (include "parlance.tls" (dict "root" $root "peer" .) | fromJson).enabled }}{{ $found = append $found . }}{{ end }}{{ end -}}
{{- $found | toJson -}}
{{- end }}
