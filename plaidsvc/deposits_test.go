package plaidsvc

import (
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// proving is a person in Hosted Link of plaidsim whose bank gives no numbers: they
// type in those of the first account, or the code of its deposit.
func (b *bench) proving(routing, code string) func(LinkProgress) {
	return b.answering(func(pane object) object {
		switch pane["draw"] {
		case "SELECT_INSTITUTION":
			return object{"action": "select", "institution_id": "ins_109512"}
		case "CREDENTIAL":
			return object{"action": "credentials", "username": "user_good", "password": "microdeposits_good"}
		case "SELECT_ACCOUNT":
			return object{"action": "accounts", "account_ids": []any{pane["accounts"].([]any)[0].(object)["id"]}}
		case "NUMBERS":
			return object{"action": "numbers", "routing_number": routing, "account_number": "1111222233330000"}
		case "DEPOSIT_CODE":
			return object{"action": "deposit", "code": code}
		}
		return nil
	})
}

// An account whose numbers were typed into Link has none until it is proved: it says
// what it waits for, repair takes the code, and then the numbers are there. Nothing
// of an account that waits is kept.
func TestNumbersAreProvedInLink(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	svc, err := New(Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: b.svc.deps.plaid.Host, LockDir: b.dir + "/locks",
		Products: []string{"auth"}, CacheNumbers: true,
	}, b.db, b.vault)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { svc.Close() })
	for routing, waits := range map[string]string{
		"021000021": "looks for it itself",
		"110000000": "type the code in: passbook repair BANK",
		"333333334": "",
	} {
		r, err := svc.Link(t.Context(), inHostedLink, b.proving(routing, "ABC"))
		if err != nil {
			t.Fatal(err)
		}
		numbers := func() (sentence string, proved bool) {
			list, err := svc.Products().Numbers(t.Context(), r.Item)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			return list[0].Verification.Sentence(), len(list[0].List) == 1 && list[0].List[0].Account == "1111222233330000"
		}
		sentence, proved := numbers()
		if proved != (waits == "") || !strings.Contains(sentence, waits) {
			t.Errorf("%s: %q, proved: %v", routing, sentence, proved)
		}
		kept, err := b.vault.Get(t.Context(), vault.Answers)
		if has := err == nil && kept != ""; has != proved {
			t.Errorf("%s: proved: %v, the vault keeps numbers: %v", routing, proved, has)
		}
		switch routing {
		case "110000000":
			if _, err := svc.Repair(t.Context(), r.Item.ID, inHostedLink, b.proving("", "ABC")); err != nil {
				t.Fatal(err)
			}
		case "021000021":
			b.verify(r.Item, "automatically_verified")
		}
		if sentence, proved = numbers(); !proved || !strings.HasPrefix(sentence, "Proved by") {
			t.Errorf("%s, at the end: %q, proved: %v", routing, sentence, proved)
		}
		if err := svc.Unlink(t.Context(), r.Item.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.vault.Get(t.Context(), vault.Answers); err == nil {
			t.Error("an unlinked bank's numbers stay in the vault")
		}
	}
}

// verify has Plaid say how far the accounts of an Item are proved.
func (b *bench) verify(it ledger.Item, status string) {
	b.t.Helper()
	token, err := b.vault.Get(b.t.Context(), it.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	accounts, err := b.db.Accounts(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, a := range accounts {
		if a.ItemID == it.ID {
			b.postPlaid("/sandbox/item/set_verification_status", object{"access_token": token, "account_id": a.ID, "verification_status": status}, &object{})
		}
	}
}
