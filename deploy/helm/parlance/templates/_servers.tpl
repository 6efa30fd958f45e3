{{/* Where the bundled MongoDB is reached, by its own name too. */}}
{{- define "parlance.mongodbMember" -}}
{{- $name := printf "%s-mongodb" (include "parlance.fullname" .) -}}
{{ printf "%s-0.%s.%s.svc:27017" $name $name .Release.Namespace }}
{{- end }}

{{/* Says something as soon as one of the servers, keys and apps has no Secret of its own. Fails for a server that is neither bundled nor named. */}}
{{- define "parlance.makesCredentials" -}}
{{- $made := list -}}
{{- range $server := list "mongodb" "redis" "nats" -}}
{{- $settings := index $.Values $server -}}
{{- if not $settings.existingSecret -}}
{{- if not $settings.bundled.enabled }}{{ fail (printf "Set %s.existingSecret to a Secret with the address of your server, or %s.bundled.enabled." $server $server) }}{{ end -}}
{{- $made = append $made $server -}}
{{- end -}}
{{- end -}}
{{- if not .Values.keys.existingSecret }}{{ $made = append $made "keys" }}{{ end -}}
{{- if not (or .Values.apps.existingSecret .Values.apps.existingConfigMap) }}{{ $made = append $made "apps" }}{{ end -}}
{{- join " " $made -}}
{{- end }}

{{/* The parts that the pods of all bundled servers share: (dict "root" $ "component" "redis") */}}
{{- define "parlance.serverPod" -}}
serviceAccountName: {{ include "parlance.fullname" .root }}-servers
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "parlance.podSecurity" .root | nindent 2 }}
terminationGracePeriodSeconds: 60
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Volume claims of a bundled server: (dict "settings" .Values.redis.bundled) */}}
{{- define "parlance.claim" -}}
volumeClaimTemplates:
  - metadata: { name: data }
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .settings.storageClass }}
      storageClassName: {{ . }}
      {{- end }}
      resources: { requests: { storage: {{ .settings.storage }} } }
{{- end }}

{{/* The name under which a bundled server is found: (dict "root" $ "component" "redis" "port" 6379) */}}
{{- define "parlance.serverService" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "parlance.fullname" .root }}-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "parlance.labels" . | nindent 4 }}
spec:
  clusterIP: None
  # The set-up beside MongoDB asks it by this name before it is ready.
  publishNotReadyAddresses: true
  selector: {{- include "parlance.selector" . | nindent 4 }}
  ports: [{ name: {{ .component }}, port: {{ .port }}, targetPort: {{ .component }} }]
{{- end }}

{{/* Settings of the bundled NATS: the accounts are written by `npm run deploy:render`, passwords come from the environment. */}}
{{- define "parlance.natsConf" -}}
listen: "0.0.0.0:4222"
http: "0.0.0.0:8222"
jetstream { store_dir: "/data", max_mem: 64MB, max_file: {{ .Values.nats.bundled.streamsMax }} }
{{- if .Values.nats.tls.enabled }}
tls {
  cert_file: "/run/parlance-tls/tls.crt"
  key_file: "/run/parlance-tls/tls.key"
  ca_file: "/run/parlance-tls/ca.crt"
  verify: {{ .Values.nats.tls.clientCertificate }}
}
{{- end }}
{{ .Files.Get "files/nats-accounts.conf" }}
{{- end }}
