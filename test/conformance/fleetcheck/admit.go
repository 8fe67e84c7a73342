package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"time"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	dynamicfake "k8s.io/client-go/dynamic/fake"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/klog/v2"
)

// admissionInput is what `fleetcheck admit` reads: clusters, each with its policies and the requests that they judge.
type admissionInput struct {
	CRDs     string             `json:"crds"`
	Clusters []admissionCluster `json:"clusters"`
}

// admissionCluster holds YAML of ValidatingAdmissionPolicies, their bindings and the ConfigMaps that parametrize them.
type admissionCluster struct {
	Policies   string             `json:"policies"`
	Namespaces []admissionSpace   `json:"namespaces"`
	Requests   []admissionRequest `json:"requests"`
}

type admissionSpace struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	// What policies may read of the namespace besides.
	Annotations map[string]string `json:"annotations"`
}

// admissionRequest is what somebody asks of the API server: to write an object, which lies in a namespace.
type admissionRequest struct {
	Operation   string `json:"operation"`
	Subresource string `json:"subresource"`
	// A core resource that takes objects of another kind, as some subresources do.
	Resource  string         `json:"resource"`
	Object    map[string]any `json:"object"`
	OldObject map[string]any `json:"oldObject"`
	User      string         `json:"user"`
	Groups    []string       `json:"groups"`
}

// admissionReport has what is wrong with the policies of a cluster, and a verdict on each of its requests.
type admissionReport struct {
	Problems []string           `json:"problems"`
	Verdicts []admissionVerdict `json:"verdicts"`
}

// admissionVerdict names every policy that denies a request; none means that it is allowed. Invalid is what is wrong
// with the object itself.
type admissionVerdict struct {
	Denied  []admissionDenial `json:"denied"`
	Invalid []string          `json:"invalid"`
}

type admissionDenial struct {
	Policy  string `json:"policy"`
	Message string `json:"message"`
}

func runAdmit(arguments []string, in io.Reader, out io.Writer) (bool, error) {
	flags := flag.NewFlagSet("admit", flag.ContinueOnError)
	if err := flags.Parse(arguments); err != nil {
		return false, err
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return false, err
	}
	// Numbers as Kubernetes' own code expects them.
	object, err := decodeObject(data)
	if err != nil {
		return false, err
	}
	var input admissionInput
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object, &input); err != nil {
		return false, err
	}
	known, err := loadCatalog(input.CRDs)
	if err != nil {
		return false, err
	}
	v := newValidator(known, nil, nil)
	reports := []admissionReport{}
	found := false
	for _, cluster := range input.Clusters {
		report, err := admit(v, cluster)
		if err != nil {
			return false, err
		}
		found = found || len(report.Problems) > 0
		reports = append(reports, report)
	}
	return found, printJSON(out, reports)
}

// admit checks the policies of a cluster and lets each of them judge every request.
func admit(v *validator, cluster admissionCluster) (admissionReport, error) {
	report := admissionReport{Problems: []string{}, Verdicts: []admissionVerdict{}}
	policies, others, err := readPolicies(v, cluster.Policies, &report)
	if err != nil {
		return report, err
	}
	for _, space := range cluster.Namespaces {
		others = append(others, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
			Name: space.Name, Labels: space.Labels, Annotations: space.Annotations,
		}})
	}
	judges := map[string]*judge{}
	var names []string
	for _, policy := range policies {
		judges[policy.Name], err = newJudge(append([]runtime.Object{policy}, others...))
		if err != nil {
			return report, fmt.Errorf("%s: %w", policy.Name, err)
		}
		defer judges[policy.Name].stop()
		names = append(names, policy.Name)
	}
	sort.Strings(names)
	for _, request := range cluster.Requests {
		verdict := admissionVerdict{Denied: []admissionDenial{}, Invalid: []string{}}
		attributes, err := v.attributesOf(request, &verdict)
		if err != nil {
			return report, err
		}
		for _, name := range names {
			denial, err := judges[name].ask(attributes)
			if err != nil {
				return report, fmt.Errorf("%s: %w", name, err)
			}
			if denial != nil {
				verdict.Denied = append(verdict.Denied, *denial)
			}
		}
		report.Verdicts = append(report.Verdicts, verdict)
	}
	return report, nil
}

// readPolicies gives the policies, and the bindings and parameters with the defaults that the API server fills in.
func readPolicies(v *validator, text string, report *admissionReport) ([]*admissionv1.ValidatingAdmissionPolicy, []runtime.Object, error) {
	var policies []*admissionv1.ValidatingAdmissionPolicy
	var others []runtime.Object
	bound := map[string]bool{}
	for _, next := range splitDocuments([]byte(text)) {
		if next.err != nil {
			return nil, nil, next.err
		}
		id := identityOf(next.object)
		problems, err := v.check(next.object)
		if err != nil {
			return nil, nil, err
		}
		for _, problem := range problems {
			report.Problems = append(report.Problems, fmt.Sprintf("%s: %s", id, problem))
		}
		object, err := typed(next.object)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", id, err)
		}
		switch object := object.(type) {
		case *admissionv1.ValidatingAdmissionPolicy:
			if object.Spec.FailurePolicy == nil {
				fail := admissionv1.Fail
				object.Spec.FailurePolicy = &fail
			}
			if object.Spec.MatchConstraints != nil {
				defaultMatch(object.Spec.MatchConstraints)
				for _, problem := range v.unknownResources(object.Spec.MatchConstraints) {
					report.Problems = append(report.Problems, fmt.Sprintf("%s: %s", id, problem))
				}
			}
			policies = append(policies, object)
		case *admissionv1.ValidatingAdmissionPolicyBinding:
			if object.Spec.MatchResources != nil {
				defaultMatch(object.Spec.MatchResources)
			}
			bound[object.Spec.PolicyName] = true
			others = append(others, object)
		case *corev1.ConfigMap:
			others = append(others, object)
		default:
			report.Problems = append(report.Problems, fmt.Sprintf("%s: is no policy, binding or ConfigMap", id))
		}
	}
	for _, policy := range policies {
		if !bound[policy.Name] {
			report.Problems = append(report.Problems, fmt.Sprintf("nothing binds the policy %s", policy.Name))
		}
		delete(bound, policy.Name)
	}
	for name := range bound {
		report.Problems = append(report.Problems, fmt.Sprintf("a binding names the policy %s, which is not there", name))
	}
	sort.Strings(report.Problems)
	return policies, others, nil
}

func defaultMatch(match *admissionv1.MatchResources) {
	if match.MatchPolicy == nil {
		equivalent := admissionv1.Equivalent
		match.MatchPolicy = &equivalent
	}
	if match.NamespaceSelector == nil {
		match.NamespaceSelector = &metav1.LabelSelector{}
	}
	if match.ObjectSelector == nil {
		match.ObjectSelector = &metav1.LabelSelector{}
	}
}

// unknownResources: a misspelt group or resource matches nothing, and no type is checked for it.
func (v *validator) unknownResources(match *admissionv1.MatchResources) []string {
	var problems []string
	for _, rule := range match.ResourceRules {
		for _, group := range rule.APIGroups {
			for _, resource := range rule.Resources {
				plural, _, _ := strings.Cut(resource, "/")
				if group == "*" || plural == "*" {
					continue
				}
				known := false
				versions := append([]string{"v1"}, rule.APIVersions...)
				for key, entry := range v.catalog.Kinds {
					if strings.HasPrefix(key, group+"/") && entry.Plural == plural {
						known = true
					}
				}
				for _, version := range versions {
					found, err := kinds{validator: v}.KindsFor(schema.GroupVersionResource{Group: group, Version: version, Resource: plural})
					known = known || err == nil && len(found) > 0
				}
				if !known {
					problems = append(problems, fmt.Sprintf("there is no resource %q in the group %q", plural, group))
				}
			}
		}
	}
	return problems
}

// typed gives an object of Kubernetes' own kinds as its Go type, any other one as it is.
func typed(object map[string]any) (runtime.Object, error) {
	gvk := (&unstructured.Unstructured{Object: object}).GroupVersionKind()
	result, err := scheme.Scheme.New(gvk)
	if runtime.IsNotRegisteredError(err) {
		return &unstructured.Unstructured{Object: object}, nil
	}
	if err != nil {
		return nil, err
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object, result); err != nil {
		return nil, err
	}
	result.GetObjectKind().SetGroupVersionKind(gvk)
	return result, nil
}

// attributesOf makes the request that the API server's admission sees: unknown fields are dropped and defaults filled in.
func (v *validator) attributesOf(request admissionRequest, verdict *admissionVerdict) (admission.Attributes, error) {
	group, version := splitAPIVersion(text(request.Object, "apiVersion"))
	gvk := schema.GroupVersionKind{Group: group, Version: version, Kind: text(request.Object, "kind")}
	resource := corev1.SchemeGroupVersion.WithResource(request.Resource)
	if request.Resource == "" {
		var err error
		if resource, err = v.resourceOf(gvk); err != nil {
			return nil, err
		}
		invalid, err := v.check(request.Object)
		if err != nil {
			return nil, err
		}
		verdict.Invalid = append(verdict.Invalid, invalid...)
	} else if err := strictly(request.Object, gvk); err != nil {
		// Such a kind has no endpoint of its own that would describe it: its Go type says which fields it has.
		verdict.Invalid = append(verdict.Invalid, err.Error())
	}
	object, err := v.received(request.Object, gvk)
	if err != nil {
		return nil, err
	}
	operation := admission.Operation(either(request.Operation, string(admission.Create)))
	var old, options runtime.Object
	if operation == admission.Update {
		options = &metav1.UpdateOptions{}
		if request.OldObject == nil {
			return nil, errors.New("an UPDATE has an oldObject")
		}
		if old, err = v.received(request.OldObject, gvk); err != nil {
			return nil, err
		}
	} else {
		options = &metav1.CreateOptions{}
	}
	who := &user.DefaultInfo{Name: either(request.User, "somebody"), Groups: append(request.Groups, user.AllAuthenticated)}
	return admission.NewAttributesRecord(object, old, gvk, text(request.Object, "metadata", "namespace"),
		text(request.Object, "metadata", "name"), resource, request.Subresource, operation, options, false, who), nil
}

func strictly(object map[string]any, gvk schema.GroupVersionKind) error {
	into, err := scheme.Scheme.New(gvk)
	if err != nil {
		return err
	}
	return runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(object, into, true)
}

func (v *validator) received(object map[string]any, gvk schema.GroupVersionKind) (runtime.Object, error) {
	copied := runtime.DeepCopyJSON(object)
	if entry, ok := v.catalog.Kinds[gvk.Group+"/"+gvk.Kind]; ok {
		custom, problem, err := v.customResource(entry, gvk.Group, gvk.Version, gvk.Kind)
		if err != nil || problem != "" {
			return nil, errors.Join(err, errors.New(problem))
		}
		custom.check(copied)
	}
	return typed(copied)
}

func (v *validator) resourceOf(gvk schema.GroupVersionKind) (schema.GroupVersionResource, error) {
	if entry, ok := v.catalog.Kinds[gvk.Group+"/"+gvk.Kind]; ok {
		return gvk.GroupVersion().WithResource(entry.Plural), nil
	}
	loaded, err := v.group(gvk.Group, gvk.Version)
	if err != nil {
		return schema.GroupVersionResource{}, err
	}
	if loaded != nil {
		for plural, kind := range loaded.plurals {
			if kind == gvk.Kind {
				return gvk.GroupVersion().WithResource(plural), nil
			}
		}
	}
	return schema.GroupVersionResource{}, fmt.Errorf("no resource is known for %s", gvk)
}

// judge is Kubernetes' own admission plugin with one policy, its bindings and parameters, and the namespaces.
type judge struct {
	plugin *validating.Plugin
	stop   func()
}

func newJudge(objects []runtime.Object) (*judge, error) {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	plugin, err := validating.NewPlugin(nil)
	if err != nil {
		return nil, err
	}
	client := fake.NewSimpleClientset(objects...)
	factory := informers.NewSharedInformerFactory(client, 0)
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{corev1.SchemeGroupVersion})
	mapper.Add(corev1.SchemeGroupVersion.WithKind("ConfigMap"), meta.RESTScopeNamespace)
	ctx, cancel := context.WithCancel(context.Background())
	plugin.SetExternalKubeInformerFactory(factory)
	plugin.SetExternalKubeClientSet(client)
	plugin.SetRESTMapper(mapper)
	plugin.SetDynamicClient(dynamicfake.NewSimpleDynamicClient(scheme.Scheme))
	plugin.SetDrainedNotification(ctx.Done())
	plugin.SetUnconditionalAuthorizer(authorizerfactory.NewAlwaysDenyAuthorizer())
	if err := plugin.ValidateInitialization(); err != nil {
		cancel()
		return nil, err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return &judge{plugin: plugin, stop: cancel}, nil
}

var denial = regexp.MustCompile(`(?s)ValidatingAdmissionPolicy '([^']*)'(?: with binding '[^']*')? denied request: (.*)$`)

// ask gives the denial of the judge's policy, or nil when it allows the request.
func (j *judge) ask(attributes admission.Attributes) (*admissionDenial, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := j.plugin.Validate(ctx, attributes, admission.NewObjectInterfacesFromScheme(scheme.Scheme))
	if err == nil {
		return nil, nil
	}
	found := denial.FindStringSubmatch(err.Error())
	if found == nil {
		return nil, err
	}
	return &admissionDenial{Policy: found[1], Message: found[2]}, nil
}
