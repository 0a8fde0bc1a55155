//go:build ignore

// Gen reduces the types of Plaid's client for Node, whose document is newer than
// that of plaid-go, to what answers of the endpoints that plaidsim serves must
// have: required.json. It wants npm ci --prefix ../testdata/client.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
)

const dist = "../testdata/client/node_modules/plaid/dist/"

var (
	version  = regexp.MustCompile(`version of the OpenAPI document: (\S+)`)
	served   = regexp.MustCompile(`(?m)^\t"(/[a-z0-9_/]+)":`)
	method   = regexp.MustCompile("(?m)^        (\\w+): \\(.*\n(?:.*\n){0,6}?.*localVarPath = `([^`]+)`")
	promise  = regexp.MustCompile(`(?m)^    (\w+)\(.*\): AxiosPromise<(\w+)>;`)
	types    = regexp.MustCompile(`(?ms)^export interface (\w+) \{\n(.*?)^\}`)
	comment  = regexp.MustCompile(`(?s)/\*\*.*?\*/`)
	inner    = regexp.MustCompile(`(?ms)^    (\w+\??): \{\n.*?^    \}(.*?);`) // an object without a name
	property = regexp.MustCompile(`(?m)^    (\w+\??): (.*);$`)
	enum     = regexp.MustCompile(`(?ms)^export declare enum (\w+) \{\n(.*?)^\}`)
	list     = regexp.MustCompile(`^Array<(.*)>$`)
)

// mayBeNull are the enums of which null is a value.
var mayBeNull = map[string]bool{}

func main() {
	source, code, routes := read(dist+"api.d.ts"), read(dist+"api.js"), read("../routes.go")
	bodies := map[string]string{}
	for _, m := range types.FindAllStringSubmatch(source, -1) {
		bodies[m[1]] = inner.ReplaceAllString(comment.ReplaceAllString(m[2], ""), "    $1: any$2;")
	}
	for _, m := range enum.FindAllStringSubmatch(source, -1) {
		mayBeNull[m[1]] = strings.Contains(m[2], `= "null"`)
	}
	answers := map[string]string{}
	for _, m := range promise.FindAllStringSubmatch(source, -1) {
		answers[m[1]] = m[2]
	}
	wanted := map[string]bool{}
	for _, m := range served.FindAllStringSubmatch(routes, -1) {
		wanted[m[1]] = true
	}
	paths, found := map[string]string{}, map[string]map[string]string{}
	for _, m := range method.FindAllStringSubmatch(code, -1) {
		if answer := answers[m[1]]; wanted[m[2]] && bodies[answer] != "" {
			paths[m[2]] = answer
			reduce(answer, bodies, found)
		}
	}
	for path := range wanted {
		if paths[path] == "" {
			log.Printf("%s has no type", path) // a file, or an endpoint that Plaid has retired
		}
	}
	write(version.FindStringSubmatch(source)[1], paths, found)
}

func read(name string) string {
	b, err := os.ReadFile(name)
	check(err)
	return string(b)
}

// reduce keeps of a type, and of those that it is made of, which members are
// required, which may be null, and of which type they are.
func reduce(name string, bodies map[string]string, found map[string]map[string]string) {
	if found[name] != nil {
		return
	}
	members := map[string]string{}
	found[name] = members
	for _, m := range property.FindAllStringSubmatch(bodies[name], -1) {
		what, null := strings.CutSuffix(m[2], " | null")
		null = null || mayBeNull[what]
		lists := ""
		for l := list.FindStringSubmatch(what); l != nil; l = list.FindStringSubmatch(what) {
			what, lists = l[1], lists+"[]"
		}
		if bodies[what] == "" {
			what, lists = "", ""
		} else {
			reduce(what, bodies, found)
		}
		if strings.HasSuffix(m[1], "?") && what == "" {
			continue
		}
		members[m[1]] = what + lists
		if null {
			members[m[1]] += "|null"
		}
	}
}

func write(version string, paths map[string]string, found map[string]map[string]string) {
	var out bytes.Buffer
	out.WriteString(`{"version":` + line(version) + ",\n\"answers\":{\n")
	for i, path := range slices.Sorted(maps.Keys(paths)) {
		out.WriteString(comma(i) + line(path) + ":" + line(paths[path]))
	}
	out.WriteString("},\n\"types\":{\n")
	for i, name := range slices.Sorted(maps.Keys(found)) {
		out.WriteString(comma(i) + line(name) + ":" + line(found[name]))
	}
	out.WriteString("}}\n")
	check(os.WriteFile("required.json", out.Bytes(), 0o644))
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ",\n"
}

func line(v any) string {
	b, err := json.Marshal(v)
	check(err)
	return string(b)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
