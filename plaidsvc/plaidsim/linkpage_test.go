package plaidsim

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/link"
	"passbook/plaidsvc/plaidsim/wire"
)

func TestLinkTellsEveryStep(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(nil)
	w := s.open(wire.Object{"token": token})
	w.toLogin("ins_109508")
	w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
	chosen := w.ids()[:2]
	w.do("accounts", wire.Object{"account_ids": []string{}}, "SELECT_ACCOUNT")
	if w.pane["error"] == "" {
		t.Error("sharing nothing is not refused in words")
	}
	w.do("accounts", wire.Object{"account_ids": chosen}, "CONNECTED")
	w.do("finish", nil, "")
	w.wantTrail("OPEN", "TRANSITION_VIEW CONSENT", "TRANSITION_VIEW SELECT_INSTITUTION", "SELECT_INSTITUTION", "TRANSITION_VIEW CREDENTIAL",
		"SUBMIT_CREDENTIALS", "TRANSITION_VIEW LOADING", "TRANSITION_VIEW SELECT_ACCOUNT", "TRANSITION_VIEW CONNECTED", "HANDOFF")
	public, _ := w.success["publicToken"].(string)
	if accounts := s.accounts(s.exchange(public)); len(accounts) != 2 {
		t.Errorf("%d accounts, want the two that were chosen", len(accounts))
	}
	meta := w.success["metadata"].(map[string]any)
	if meta["link_session_id"] != w.session || meta["institution"].(map[string]any)["name"] != "First Platypus Bank" {
		t.Errorf("metadata %v", meta)
	}
	// The session as the API tells it has the same events.
	if events := (*s.linkTokenGet(token).LinkSessions)[0].GetEvents(); len(events) != len(w.trail) || events[0].EventName != "HANDOFF" {
		t.Errorf("%d events in /link/token/get, want %d", len(events), len(w.trail))
	}
	w.do("finish", nil, "") // a second click does nothing
	if w.success != nil || w.exit != nil {
		t.Error("the session ended twice")
	}
}

func TestLinkShowsTheClientsName(t *testing.T) {
	s := newSim(t, Options{})
	for name, want := range map[string]string{strings.Repeat("é", 30): strings.Repeat("é", 30), strings.Repeat("é", 31): "This Application"} {
		w := s.open(wire.Object{"token": s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.ClientName = name })})
		if w.pane["client"] != want {
			t.Errorf("%s is shown as %v", name, w.pane["client"])
		}
	}
}

func TestLinkAsksMore(t *testing.T) {
	for _, tt := range []struct {
		password string
		panes    []string
		answers  [][]string
		trail    []string
	}{
		{"mfa_questions_2_1", []string{"MFA_QUESTIONS", "MFA_QUESTIONS"}, [][]string{{"answer_0_0"}, {"answer_1_0"}}, []string{"TRANSITION_VIEW MFA questions", "SUBMIT_MFA questions"}},
		{"mfa_selections", []string{"MFA_QUESTIONS"}, [][]string{{"Yes"}}, []string{"TRANSITION_VIEW MFA selections", "SUBMIT_MFA selections"}},
		{"mfa_selections_1_2_3", []string{"MFA_QUESTIONS"}, [][]string{{"answer_0_0_0", "answer_0_1_0"}}, []string{"SUBMIT_MFA selections"}},
		{`{"recaptcha":"good"}`, []string{"MFA_QUESTIONS"}, [][]string{{"Yes"}}, []string{"SUBMIT_MFA recaptcha"}},
		{"mfa_device", []string{"MFA_DEVICE", "MFA_CODE"}, [][]string{nil, {"1234"}}, []string{"TRANSITION_VIEW MFA device_list", "SUBMIT_MFA device_list", "TRANSITION_VIEW MFA code", "SUBMIT_MFA code"}},
	} {
		t.Run(tt.password, func(t *testing.T) {
			s := newSim(t, Options{})
			w := s.open(wire.Object{"token": s.linkToken(nil)})
			w.toLogin("ins_109508")
			w.do("credentials", typed("user_good", tt.password), tt.panes[0])
			for i, pane := range tt.panes {
				next := "SELECT_ACCOUNT"
				if i+1 < len(tt.panes) {
					next = tt.panes[i+1]
				}
				if pane == "MFA_DEVICE" {
					w.do("device", wire.Object{"device": "phone"}, next)
					continue
				}
				w.do("answers", wire.Object{"answers": []string{"wrong"}}, pane)
				if w.pane["error"] == "" {
					t.Error("a wrong answer is not refused in words")
				}
				w.do("answers", wire.Object{"answers": tt.answers[i]}, next)
			}
			for _, want := range tt.trail {
				if !strings.Contains(strings.Join(w.trail, "\n"), want) {
					t.Errorf("no event %q in %v", want, w.trail)
				}
			}
		})
	}
}

// TestLinkLeave leaves at every pane and expects the status that onExit has
// for it, there and in /link/token/get.
func TestLinkLeave(t *testing.T) {
	good := func(password string) func(*walk) {
		return func(w *walk) {
			w.toLogin("ins_109508")
			w.pane = nil
			w.call("step", wire.Object{"session": w.session, "action": "credentials", "username": "user_good", "password": password})
		}
	}
	for _, tt := range []struct {
		name   string
		walk   func(*walk)
		status string
		code   string
	}{
		{"consent", func(*walk) {}, "requires_credentials", ""},
		{"choice of a bank", func(w *walk) { w.do("consent", nil, "SELECT_INSTITUTION") }, "requires_credentials", ""},
		{"search without a find", func(w *walk) {
			w.do("consent", nil, "SELECT_INSTITUTION")
			w.do("search", wire.Object{"query": "no such bank"}, "")
		}, "institution_not_found", ""},
		{"credentials", func(w *walk) { w.toLogin("ins_109508") }, "requires_credentials", ""},
		{"wrong credentials", good("wrong"), "requires_credentials", "INVALID_CREDENTIALS"},
		{"locked", good("error_ITEM_LOCKED"), "requires_credentials", "ITEM_LOCKED"},
		{"nothing to share", good("error_NO_ACCOUNTS"), "requires_credentials", "NO_ACCOUNTS"},
		{"questions", good("mfa_questions_1_1"), "requires_questions", ""},
		{"selections", good("mfa_selections"), "requires_selections", ""},
		{"device", good("mfa_device"), "choose_device", ""},
		{"code", func(w *walk) { good("mfa_device")(w); w.do("device", nil, "MFA_CODE") }, "requires_code", ""},
		{"accounts", good("pass_good"), "requires_account_selection", ""},
		{"bank page", func(w *walk) {
			w.do("consent", nil, "SELECT_INSTITUTION")
			w.do("select", wire.Object{"institution_id": "ins_127287"}, "OAUTH")
		}, "requires_oauth", ""},
		{"bank down", func(w *walk) {
			w.toLogin("ins_132361")
			w.do("credentials", typed("user_good", "pass_good"), "ERROR")
		}, "requires_credentials", "INSTITUTION_DOWN"},
		{"bank not supported", func(w *walk) {
			w.do("consent", nil, "SELECT_INSTITUTION")
			w.do("select", wire.Object{"institution_id": "ins_133402"}, "ERROR")
		}, "institution_not_supported", "INSTITUTION_NO_LONGER_SUPPORTED"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSim(t, Options{})
			token := s.linkToken(nil)
			w := s.open(wire.Object{"token": token})
			tt.walk(w)
			w.do("leave", nil, "")
			meta, _ := w.exit["metadata"].(map[string]any)
			if meta["status"] != tt.status {
				t.Errorf("status %v, want %q", meta["status"], tt.status)
			}
			var code string
			if e, ok := w.exit["error"].(map[string]any); ok {
				code, _ = e["error_code"].(string)
			}
			if code != tt.code {
				t.Errorf("error %q, want %q", code, tt.code)
			}
			exit := (*s.linkTokenGet(token).LinkSessions)[0].Exit.Get()
			if exit == nil || exit.Metadata.Get().GetStatus() != tt.status || (exit.Error.Get() != nil) != (tt.code != "") {
				t.Errorf("/link/token/get tells of another exit: %+v", exit)
			}
		})
	}
}

func TestLinkErrorsLeadSomewhere(t *testing.T) {
	s := newSim(t, Options{})
	w := s.open(wire.Object{"token": s.linkToken(nil)})
	w.toLogin("ins_109508")
	w.do("credentials", typed("user_good", "error_ITEM_LOCKED"), "ERROR")
	w.do("again", nil, "CREDENTIAL")
	w.do("credentials", typed("user_good", "error_INSTITUTION_DOWN"), "ERROR")
	w.do("elsewhere", nil, "SELECT_INSTITUTION")
	w.do("select", wire.Object{"institution_id": "ins_109511"}, "CREDENTIAL")
	w.do("back", nil, "SELECT_INSTITUTION")
	w.do("select", wire.Object{"institution_id": "ins_43"}, "SELECT_INSTITUTION") // Canadian: not on offer
	w.do("search", wire.Object{"query": "platypus oauth"}, "")
	if len(w.found) != 2 {
		t.Errorf("%d banks found, want 2", len(w.found))
	}
	w.do("accounts", wire.Object{"account_ids": []string{"x"}}, "SELECT_INSTITUTION") // out of turn
	w.do("leave", nil, "")
	if w.exit["error"] != nil {
		t.Errorf("leaving after errors that are over tells of %v", w.exit["error"])
	}
}

func TestLinkBankThatAlwaysAsks(t *testing.T) {
	s := newSim(t, Options{})
	w := s.open(wire.Object{"token": s.linkToken(nil)})
	w.toLogin("ins_127989")
	w.do("credentials", typed("user_good", "pass_good"), "MFA_DEVICE")
}

// TestLinkTokenBearsSoManyLogins: too many wrong ones end it.
func TestLinkTokenBearsSoManyLogins(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(nil)
	w := s.open(wire.Object{"token": token})
	w.toLogin("ins_109508")
	for range link.MaxRefused {
		w.do("credentials", typed("user_good", "wrong"), "CREDENTIAL")
	}
	w.do("credentials", typed("user_good", "pass_good"), "ERROR")
	if w.pane["code"] != "INVALID_LINK_TOKEN" || w.pane["retry"] != false || w.pane["elsewhere"] != false {
		t.Errorf("after %d wrong logins: %v", link.MaxRefused, w.pane)
	}
	if again := s.open(wire.Object{"token": token}); again.pane["code"] != "INVALID_LINK_TOKEN" {
		t.Errorf("the token still opens Link: %v", again.pane)
	}
}

func TestLinkOAuth(t *testing.T) {
	const back = "http://localhost:8765/return"
	s := newSim(t, Options{})
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.SetRedirectUri(back) })
	toBank := func() (*walk, string) {
		w := s.open(wire.Object{"token": token})
		w.do("consent", nil, "SELECT_INSTITUTION")
		w.do("select", wire.Object{"institution_id": "ins_127287"}, "OAUTH")
		address := w.pane["address"].(string)
		w.do("oauth_open", nil, "")
		return w, address
	}
	w, address := toBank()
	w.do("oauth_wait", wire.Object{"closed": false}, "")
	w.do("oauth_wait", wire.Object{"closed": true}, "OAUTH")
	if w.pane["error"] == "" {
		t.Error("a closed window is not mentioned")
	}
	w.do("oauth_open", nil, "")
	s.post(address, "application/json", `{"decision":"deny"}`)
	w.do("oauth_wait", nil, "OAUTH")
	w.do("oauth_open", nil, "")
	s.post(address, "application/json", `{"decision":"allow"}`)
	w.do("oauth_wait", nil, "CONNECTED")
	w.do("finish", nil, "")
	if accounts := w.success["metadata"].(map[string]any)["accounts"].([]any); len(accounts) != 2 {
		t.Errorf("%d accounts, want checking and savings", len(accounts))
	}
	for _, want := range []string{"TRANSITION_VIEW OAUTH", "OPEN_OAUTH", "CLOSE_OAUTH", "FAIL_OAUTH"} {
		if !strings.Contains(strings.Join(w.trail, "\n"), want) {
			t.Errorf("no event %s", want)
		}
	}

	_, address = toBank()
	_, answer := s.post(address, "application/json", `{"decision":"allow","redirect":true}`)
	var next struct{ Next string }
	s.must(json.Unmarshal([]byte(answer), &next))
	if !strings.HasPrefix(next.Next, back+"?oauth_state_id=") {
		t.Fatalf("the bank sends the person to %q", next.Next)
	}
	for returned, want := range map[string]string{
		back + "?oauth_state_id=none":              "OAUTH_STATE_ID_NOT_FOUND",
		next.Next + "&more=1":                      "OAUTH_STATE_ID_NOT_FOUND",
		strings.Replace(next.Next, "8765", "1", 1): "INCORRECT_OAUTH_NONCE",
	} {
		w := s.open(wire.Object{"token": token, "received_redirect_uri": returned})
		w.on("ERROR")
		if w.pane["code"] != want {
			t.Errorf("returned to %s: %v, want %s", returned, w.pane["code"], want)
		}
	}
	other := s.open(wire.Object{"token": s.linkToken(nil), "received_redirect_uri": next.Next})
	if other.pane["code"] != "INCORRECT_LINK_TOKEN" {
		t.Errorf("another link token: %v", other.pane["code"])
	}
	w = s.open(wire.Object{"token": token, "received_redirect_uri": next.Next})
	w.on("CONNECTED")
	again := s.open(wire.Object{"token": token, "received_redirect_uri": next.Next})
	if again.pane["code"] != "OAUTH_STATE_ID_ALREADY_PROCESSED" {
		t.Errorf("a second return: %v", again.pane["code"])
	}
}

func TestHostedLinkPage(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		h := plaid.NewLinkTokenCreateHostedLink()
		h.SetCompletionRedirectUri("https://example.com/done")
		r.SetHostedLink(*h)
	})
	id := strings.TrimPrefix(token, "link-sandbox-")
	if status, text := s.send(http.MethodGet, link.HostedPath+id, "", ""); status != http.StatusOK || !strings.Contains(text, "Simulator") {
		t.Errorf("status %d", status)
	}
	w := s.open(wire.Object{"hosted": id})
	w.do("leave", nil, "ENDED")
	if w.then != "https://example.com/done" {
		t.Errorf("then to %q", w.then)
	}
	w = s.open(wire.Object{"hosted": id})
	w.toLogin("ins_109508")
	w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
	w.do("accounts", wire.Object{"account_ids": w.ids()}, "CONNECTED")
	w.do("leave", nil, "ENDED") // at the end, closing is finishing
	sessions := *s.linkTokenGet(token).LinkSessions
	if len(sessions) != 2 || sessions[1].Results.Get() == nil || sessions[0].Exit.Get() == nil {
		t.Errorf("sessions %+v", sessions)
	}
	for name, with := range map[string]wire.Object{
		"no such token":           {"hosted": "none"},
		"a token that is not for": {"hosted": strings.TrimPrefix(s.linkToken(nil), "link-sandbox-")},
	} {
		w := s.open(with)
		if w.pane["code"] != "INVALID_LINK_TOKEN" {
			t.Errorf("%s: %v", name, w.pane["code"])
		}
		w.do("leave", nil, "ENDED")
	}
}

func TestLinkRefusesStrangers(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(nil)
	for name, tt := range map[string]struct {
		path, kind, body string
		want             int
	}{
		"another site's form": {"/link/session/start", "text/plain", `{"token":"` + token + `"}`, http.StatusForbidden},
		"no session":          {"/link/session/step", "application/json", `{"session":"x","action":"consent"}`, http.StatusNotFound},
		"no JSON":             {"/link/session/start", "application/json", `{`, http.StatusBadRequest},
		"wrong types":         {"/link/session/start", "application/json", `{"token":1}`, http.StatusBadRequest},
		"no bank":             {"/oauth/none", "application/json", `{}`, http.StatusNotFound},
	} {
		if status, _ := s.post(tt.path, tt.kind, tt.body); status != tt.want {
			t.Errorf("%s: status %d, want %d", name, status, tt.want)
		}
	}
	for path, want := range map[string]int{
		link.Folder + "link-initialize.js": http.StatusOK,
		link.Folder + "none.js":            http.StatusNotFound,
		link.Folder + "..%2flink.go":       http.StatusNotFound,
	} {
		if status, _ := s.send(http.MethodGet, path, "", ""); status != want {
			t.Errorf("%s: status %d, want %d", path, status, want)
		}
	}
}

// TestLinkOffersTheTester: the test user of the options comes first in the list of
// logins, and is who an OAuth bank lets in.
func TestLinkOffersTheTester(t *testing.T) {
	s := newSim(t, Options{Tester: "user_household"})
	w := s.open(wire.Object{"token": s.linkToken(nil)})
	w.toLogin("ins_109509")
	if first := w.pane["testers"].([]any)[0].(map[string]any); first["username"] != "user_household" {
		t.Errorf("the page offers %v first", first)
	}

	w = s.open(wire.Object{"token": s.linkToken(nil)})
	w.do("consent", nil, "SELECT_INSTITUTION")
	w.do("select", wire.Object{"institution_id": "ins_127287"}, "OAUTH")
	address := w.pane["address"].(string)
	w.do("oauth_open", nil, "")
	s.post(address, "application/json", `{"decision":"allow"}`)
	w.do("oauth_wait", nil, "CONNECTED")
	w.do("finish", nil, "")
	for _, a := range s.accounts(s.exchange(w.success["publicToken"].(string))) {
		if strings.HasPrefix(a.Name, "Plaid") {
			t.Errorf("the OAuth bank let user_good in: %s", a.Name)
		}
	}
}
