package plaidsim

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

// newPerson makes a person and gives their id and token.
func (s *sim) newPerson(name string, more wire.Object) (id, token string) {
	s.t.Helper()
	out := s.get("/user/create", wire.With(more, wire.Object{"client_user_id": name}))
	return out["user_id"].(string), out["user_token"].(string)
}

// linkFor makes an Item of a person's and gives its access token.
func (s *sim) linkFor(userToken, institution, user string, products ...string) string {
	s.t.Helper()
	made := s.get("/sandbox/public_token/create", wire.Object{
		"institution_id": institution, "initial_products": products, "options": wire.Object{"override_username": user}, "user_token": userToken,
	})
	return s.exchange(made["public_token"].(string))
}

func TestWhatIsKnownOfAPersonChanges(t *testing.T) {
	s := newSim(t, Options{})
	anne := wire.Object{"given_name": "Anne", "family_name": "Other"}
	id, token := s.newPerson("1", wire.Object{"identity": wire.Object{"name": anne, "date_of_birth": nil}})
	about := func() map[string]any { return s.get("/user/get", wire.Object{"user_id": id}) }
	first := about()
	if first["client_user_id"] != "1" || first["user_token"] != nil {
		t.Errorf("%v", first)
	}
	phones := []any{map[string]any{"data": "+14155550011", "primary": true}}
	s.get("/user/update", wire.Object{"user_token": token, "identity": wire.Object{"phone_numbers": phones, "name": nil}})
	want := map[string]any{"name": map[string]any{"given_name": "Anne", "family_name": "Other"}, "phone_numbers": phones}
	if diff := cmp.Diff(want, about()["identity"]); diff != "" {
		t.Errorf("what is left out stays (-want +got):\n%s", diff)
	}
	access := s.linkFor(token, platypus, "user_good", "transactions")
	s.get("/user/remove", wire.Object{"user_id": id})
	if code := s.refusal("/user/get", wire.Object{"user_id": id}); code != "INVALID_USER_ID" {
		t.Error(code)
	}
	if code := s.refusal("/item/get", wire.Object{"access_token": access}); code != "ITEM_NOT_FOUND" {
		t.Error("the Items of a person who was removed:", code)
	}
}

func TestAPersonsItemsAreRefreshedOneByOne(t *testing.T) {
	s := newSim(t, Options{})
	id, token := s.newPerson("1", nil)
	good := s.linkFor(token, platypus, "user_transactions_dynamic", "transactions")
	bad := s.linkFor(token, tartan, "user_good", "transactions")
	s.linkFor(token, tartan, "user_good", "auth")
	cursor := s.update(good, "", 500).NextCursor
	s.get("/sandbox/item/reset_login", wire.Object{"access_token": bad})
	results := s.get("/user/transactions/refresh", wire.Object{"user_id": id})["results"].([]any)
	if len(results) != 2 || results[0].(map[string]any)["error"] != nil {
		t.Fatalf("%v", results)
	}
	if e := results[1].(map[string]any)["error"].(map[string]any); e["error_code"] != "ITEM_LOGIN_REQUIRED" {
		t.Errorf("%v", e)
	}
	if u := s.update(good, cursor, 500); len(u.Modified) == 0 {
		t.Error("nothing moved")
	}
}

func TestPhoneNumbersThatPlaidKnows(t *testing.T) {
	s := newSim(t, Options{})
	for phone, want := range map[string]string{"+1 415 555 0011": "RETURNING_USER", "+14155550010": "UNKNOWN"} {
		got := s.get("/network/status/get", wire.Object{"user": wire.Object{"phone_number": phone}, "template_id": "template_1"})
		if got["network_status"] != want || got["layer"].(map[string]any)["eligible"] != (want == "RETURNING_USER") {
			t.Errorf("%s: %v", phone, got)
		}
	}
	if code := s.refusal("/network/status/get", wire.Object{"user": wire.Object{"phone_number": "-"}}); code != "INVALID_FIELD" {
		t.Error(code)
	}
}

// walkTo goes through Link with user_good, at a new bank with two accounts or in
// update mode, and gives the session as /link/token/get shows it.
func (s *sim) walkTo(request wire.Object) map[string]any {
	s.t.Helper()
	token := s.get("/link/token/create", wire.With(request, wire.Object{
		"client_name": "a", "language": "en", "country_codes": []string{"US"}, "user": wire.Object{"client_user_id": "1"},
	}))["link_token"]
	w := s.open(wire.Object{"token": token})
	if request["access_token"] == nil {
		w.toLogin(platypus)
		w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
		w.do("accounts", wire.Object{"account_ids": w.ids()[:2]}, "CONNECTED")
	} else {
		w.do("consent", nil, "CREDENTIAL")
		w.do("credentials", typed("user_good", "pass_good"), "CONNECTED")
	}
	w.do("finish", nil, "")
	return s.get("/link/token/get", wire.Object{"link_token": token})["link_sessions"].([]any)[0].(map[string]any)
}

// added is the public token that a session of Link gave.
func added(session map[string]any) string {
	return session["results"].(map[string]any)["item_add_results"].([]any)[0].(map[string]any)["public_token"].(string)
}

func TestConsentIsListed(t *testing.T) {
	s := newSim(t, Options{})
	access := s.exchange(added(s.walkTo(wire.Object{"products": []string{"transactions"}})))
	s.clock.advance(48 * time.Hour)
	s.walkTo(wire.Object{"access_token": access, "additional_consented_products": []string{"auth"}})

	var codes, accounts, scopes []string
	for _, e := range s.get("/consent/events/get", wire.Object{"access_token": access})["consent_events"].([]any) {
		e := e.(map[string]any)
		codes = append(codes, e["created_at"].(string)[:10]+" "+e["event_type"].(string)+" "+e["event_code"].(string))
		for _, a := range e["consented_accounts"].([]any) {
			accounts = append(accounts, a.(map[string]any)["name"].(string))
		}
		for _, scope := range e["consented_data_scopes"].([]any) {
			scopes = append(scopes, scope.(string))
		}
	}
	wantCodes := []string{
		"2026-10-05 CONSENT_GRANTED USER_AGREEMENT", "2026-10-05 CONSENT_GRANTED DATA_SCOPES", "2026-10-05 CONSENT_GRANTED ACCOUNT_SCOPES",
		"2026-10-07 CONSENT_UPDATED DATA_SCOPES", "2026-10-07 CONSENT_UPDATED ACCOUNT_SCOPES",
	}
	if diff := cmp.Diff(wantCodes, codes); diff != "" {
		t.Error(diff)
	}
	if want := []string{"Plaid Checking", "Plaid Saving", "Plaid Checking", "Plaid Saving"}; !slices.Equal(accounts, want) {
		t.Errorf("accounts %q", accounts)
	}
	if want := "account_balance_info transactions account_balance_info account_routing_number transactions"; strings.Join(scopes, " ") != want {
		t.Errorf("scopes %q", scopes)
	}
	if plain := s.get("/consent/events/get", wire.Object{"access_token": s.link("user_good", "pass_good")}); len(plain["consent_events"].([]any)) != 0 {
		t.Errorf("an Item that did not come through Link: %v", plain)
	}

	s.get("/auth/get", wire.Object{"access_token": access})
	first := s.get("/item/activity/list", wire.Object{"access_token": access, "count": 1})
	rest := s.get("/item/activity/list", wire.Object{"access_token": access, "cursor": first["cursor"]})
	newest, oldest := first["activities"].([]any)[0].(map[string]any), rest["activities"].([]any)[0].(map[string]any)
	if newest["activity"] != "SCOPES_UPDATE" || oldest["activity"] != "ITEM_CREATE" || len(rest["activities"].([]any)) != 1 || rest["cursor"] != nil {
		t.Errorf("%v, then %v", first, rest)
	}
	times := rest["last_data_access_times"].([]any)[0].(map[string]any)
	if times["account_routing_number"] != "2026-10-07T09:00:00Z" || times["investments"] != nil {
		t.Errorf("%v", times)
	}
	apps := s.get("/item/application/list", wire.Object{"access_token": access})["applications"].([]any)
	if len(apps) != 1 || apps[0].(map[string]any)["application_id"] != newest["target_application_id"] {
		t.Errorf("%v", apps)
	}
	if code := s.refusal("/item/activity/list", wire.Object{"access_token": access, "cursor": "x"}); code != "INVALID_FIELD" {
		t.Error(code)
	}
}

func TestWebhooksAboutAPersonAreFired(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{})
	id, _ := s.newPerson("1", nil)
	fire := wire.Object{"user_id": id, "webhook": l.url, "webhook_type": "CHECK_REPORT", "webhook_code": "USER_CHECK_REPORT_READY"}
	s.get("/sandbox/user/fire_webhook", fire)
	conform.Webhook(t, "CraUserCheckReportReadyWebhook", l.want("CHECK_REPORT/USER_CHECK_REPORT_READY").body)
	for name, wrong := range map[string]string{"webhook": "x", "webhook_code": "ITEM_ERROR", "webhook_type": "ITEM"} {
		if code := s.refusal("/sandbox/user/fire_webhook", wire.With(fire, wire.Object{name: wrong})); code != "INVALID_FIELD" {
			t.Errorf("%s: %s", name, code)
		}
	}
	if code := s.refusal("/sandbox/user/fire_webhook", wire.With(fire, wire.Object{"user_id": "x"})); code != "INVALID_USER_ID" {
		t.Error(code)
	}
}
