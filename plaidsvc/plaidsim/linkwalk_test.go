package plaidsim

import (
	"encoding/json"
	"net/http"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim/wire"
)

// walk is a person's way through Link, by what the page posts.
type walk struct {
	*sim
	session string
	pane    map[string]any // drawn last
	trail   []string       // events, with the view or the error
	success map[string]any
	exit    map[string]any
	then    string // where Hosted Link goes at the end
	found   []any  // banks of the last search
}

// open opens Link; with says what the page sends.
func (s *sim) open(with wire.Object) *walk {
	s.t.Helper()
	w := &walk{sim: s}
	w.call("start", with)
	return w
}

// do does something and expects a pane; an empty one: none.
func (w *walk) do(action string, with wire.Object, want string) {
	w.t.Helper()
	body := wire.Object{"session": w.session, "action": action}
	for k, v := range with {
		body[k] = v
	}
	w.pane = nil
	w.call("step", body)
	w.on(want)
}

func (w *walk) on(want string) {
	w.t.Helper()
	got, _ := w.pane["draw"].(string)
	if got != want {
		w.t.Fatalf("on pane %q, want %q", got, want)
	}
}

func (w *walk) call(path string, body wire.Object) {
	w.t.Helper()
	text, err := json.Marshal(body)
	w.must(err)
	status, answer := w.post("/link/session/"+path, "application/json", string(text))
	if status != http.StatusOK {
		w.t.Fatalf("%s %s: status %d: %s", path, text, status, answer)
	}
	var out struct {
		Session string
		Events  []struct {
			Name     string
			Metadata map[string]any
		}
		Pane, Success, Exit map[string]any
		Then                string
		Institutions        []any
	}
	w.must(json.Unmarshal([]byte(answer), &out))
	w.session, w.success, w.exit, w.then, w.found = out.Session, out.Success, out.Exit, out.Then, out.Institutions
	if out.Pane != nil {
		w.pane = out.Pane
	}
	for _, e := range out.Events {
		line := e.Name
		for _, key := range []string{"view_name", "mfa_type", "error_code", "exit_status", "institution_search_query"} {
			if v, ok := e.Metadata[key].(string); ok {
				line += " " + v
			}
		}
		w.trail = append(w.trail, line)
	}
}

// toLogin goes to the sign-in of a bank.
func (w *walk) toLogin(bank string) {
	w.t.Helper()
	w.on("CONSENT")
	w.do("consent", nil, "SELECT_INSTITUTION")
	w.do("select", wire.Object{"institution_id": bank}, "CREDENTIAL")
}

func typed(user, password string) wire.Object {
	return wire.Object{"username": user, "password": password}
}

// ids are those of the accounts on offer.
func (w *walk) ids() []string {
	w.t.Helper()
	var out []string
	for _, a := range w.pane["accounts"].([]any) {
		out = append(out, a.(map[string]any)["id"].(string))
	}
	return out
}

func (w *walk) wantTrail(want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.trail); diff != "" {
		w.t.Errorf("events (-want +got):\n%s", diff)
	}
}
