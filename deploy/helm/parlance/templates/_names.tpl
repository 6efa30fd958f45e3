{{/* The name that all objects begin with: the release, and the chart unless the release says it already. */}}
{{- define "parlance.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* The labels by which the pods of a component are found: (dict "root" $ "component" "gateway") */}}
{{- define "parlance.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "parlance.labels" -}}
{{ include "parlance.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: parlance
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "parlance.image" -}}
{{- $image := .Values.image -}}
{{- $name := printf "%s%s" (ternary (printf "%s/" $image.registry) "" (ne $image.registry "")) $image.repository -}}
{{- if $image.digest }}{{ printf "%s@%s" $name $image.digest }}{{ else }}{{ printf "%s:%s" $name ($image.tag | default .Chart.AppVersion) }}{{ end }}
{{- end }}

{{/* The facts about the services that follow from the code, by name. */}}
{{- define "parlance.facts" -}}
{{ .Files.Get "files/services.json" }}
{{- end }}

{{/* The facts about one service, in JSON: (dict "root" $ "name" "gateway"). Fails for a service that there is not. */}}
{{- define "parlance.fact" -}}
{{- $facts := include "parlance.facts" .root | fromJson -}}
{{- if not (hasKey $facts .name) }}{{ fail (printf "There is no service %q; there are %s." .name (keys $facts | sortAlpha | join ", ")) }}{{ end -}}
{{- $fact := get $facts .name -}}
{{- if and (eq .name "admin") (not .root.Values.administration.grpc.enabled) }}{{ $_ := set (set (set $fact "ports" dict) "environment" dict) "exposed" false }}{{ end -}}
{{- toJson $fact -}}
{{- end }}

{{/* A Secret of the user, or the one that the chart makes: (dict "root" $ "existing" .Values.redis.existingSecret) */}}
{{- define "parlance.secretName" -}}
{{- .existing | default (printf "%s-credentials" (include "parlance.fullname" .root)) -}}
{{- end }}

{{/* What is the same in the security of all pods. */}}
{{- define "parlance.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "parlance.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}
