package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

const examplePolicies = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: example}
spec:
  paramKind: {apiVersion: v1, kind: ConfigMap}
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [pods]}
  matchConditions:
    - {name: not-being-deleted, expression: "!has(object.metadata.deletionTimestamp)"}
  validations:
    - {expression: "object.spec.?nodeName.orValue('') != params.data.node", message: not on this node}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: example}
spec:
  policyName: example
  validationActions: [Deny]
  paramRef: {name: example, namespace: default, parameterNotFoundAction: Deny}
  matchResources:
    namespaceSelector:
      matchExpressions: [{key: team, operator: Exists}]
---
`

const exampleParameter = `apiVersion: v1
kind: ConfigMap
metadata: {name: example, namespace: default}
data: {node: first}
`

func TestAdmit(t *testing.T) {
	catalog := testValidator(t).catalog
	pod := func(namespace, node string, metadata map[string]any) map[string]any {
		meta := map[string]any{"name": "x", "namespace": namespace}
		for key, value := range metadata {
			meta[key] = value
		}
		return map[string]any{
			"apiVersion": "v1", "kind": "Pod", "metadata": meta,
			"spec": map[string]any{"nodeName": node, "containers": []any{map[string]any{"name": "x", "image": "x"}}},
		}
	}
	deleted := map[string]any{"deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": []any{"example.org/x"}}
	cluster := admissionCluster{
		Policies:   examplePolicies + exampleParameter,
		Namespaces: []admissionSpace{{Name: "a", Labels: map[string]string{"team": "a"}}, {Name: "b"}},
		Requests: []admissionRequest{
			{Object: pod("a", "first", nil)},
			{Object: pod("a", "second", nil)},
			{Object: pod("b", "first", nil)},
			{Object: pod("a", "first", deleted), OldObject: pod("a", "first", deleted), Operation: "UPDATE"},
			{Object: map[string]any{"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "x", "namespace": "a"},
				"spec": map[string]any{"node": "first"}}},
		},
	}
	report, err := admit(newValidator(catalog, nil, nil), cluster)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Problems) > 0 {
		t.Errorf("problems: %v", report.Problems)
	}
	for i, want := range []string{"example: not on this node", "", "", "", ""} {
		got := ""
		for _, found := range report.Verdicts[i].Denied {
			got += found.Policy + ": " + found.Message
		}
		if got != want {
			t.Errorf("request %d: %q, expected %q", i, got, want)
		}
	}
	if invalid := strings.Join(report.Verdicts[4].Invalid, "; "); !strings.Contains(invalid, "node") {
		t.Errorf("the misspelt field is not named: %q", invalid)
	}

	cluster.Policies = examplePolicies
	if report, err = admit(newValidator(catalog, nil, nil), cluster); err != nil {
		t.Fatal(err)
	}
	if len(report.Verdicts[1].Denied) != 1 || len(report.Verdicts[2].Denied) != 0 {
		t.Errorf("without its parameter: %+v", report.Verdicts)
	}
}

func TestAdmitFindsPoliciesThatDenyNothing(t *testing.T) {
	catalog := testValidator(t).catalog
	for _, test := range []struct{ from, to, want string }{
		{"object.spec.?nodeName", "object.spec.?nodename", "undefined field 'nodename'"},
		{"object.metadata.deletionTimestamp", "object.metadata.deletedAt", "undefined field 'deletedAt'"},
		{"resources: [pods]", "resources: [pod]", `there is no resource "pod"`},
		{"policyName: example", "policyName: another", "nothing binds the policy example"},
		{"policyName: example", "policyName: another", "a binding names the policy another"},
	} {
		changed := strings.Replace(examplePolicies, test.from, test.to, 1)
		report, err := admit(newValidator(catalog, nil, nil), admissionCluster{Policies: changed + exampleParameter})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(report.Problems, "; "); !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, expected %q", test.to, got, test.want)
		}
	}
}

func TestRunAdmitExitsByProblems(t *testing.T) {
	for policies, want := range map[string]bool{
		examplePolicies + exampleParameter:                                          false,
		strings.Replace(examplePolicies, "policyName: example", "policyName: x", 1): true,
	} {
		input, err := json.Marshal(map[string]any{
			"crds": "../../../.tools/crds.json", "clusters": []any{map[string]any{"policies": policies}},
		})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		found, err := runAdmit(nil, bytes.NewReader(input), &out)
		if err != nil || found != want {
			t.Errorf("%v, %v, expected %v: %s", found, err, want, out.String())
		}
	}
}
