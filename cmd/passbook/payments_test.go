package main

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdTransfer is the command transfer BANK MASK AMOUNT: a debit is drawn on an
// account through Plaid, is posted, and comes back. It sets TRANSFER to its id.
func cmdTransfer(ts *testscript.TestScript, _ bool, args []string) {
	token, account := accessToken(ts, args[0]), ""
	ts.Check(ts.Exec("passbook", "accounts", "--json"))
	var accounts []struct{ ID, Mask string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &accounts))
	for _, a := range accounts {
		if a.Mask == args[1] {
			account = a.ID
		}
	}
	var auth struct{ Authorization struct{ ID string } }
	answered(ts, "/transfer/authorization/create", `{"access_token":"`+token+`","account_id":"`+account+`","type":"debit","network":"ach",
		"amount":"`+args[2]+`","ach_class":"ppd","user":{"legal_name":"Ann Example"}}`, &auth)
	var made struct{ Transfer struct{ ID string } }
	answered(ts, "/transfer/create", `{"access_token":"`+token+`","account_id":"`+account+`","authorization_id":"`+auth.Authorization.ID+`","description":"rent"}`, &made)
	answered(ts, "/sandbox/transfer/simulate", `{"transfer_id":"`+made.Transfer.ID+`","event_type":"posted"}`, &struct{}{})
	answered(ts, "/sandbox/transfer/simulate", `{"transfer_id":"`+made.Transfer.ID+`","event_type":"returned",
		"failure_reason":{"failure_code":"R01","description":"Insufficient funds"}}`, &struct{}{})
	ts.Setenv("TRANSFER", made.Transfer.ID)
}

// answered is plaid, and reads the answer.
func answered(ts *testscript.TestScript, path, body string, into any) {
	req, err := http.NewRequest(http.MethodPost, ts.Getenv("PLAID_BASE_URL")+path, strings.NewReader(body))
	ts.Check(err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("PLAID-CLIENT-ID", ts.Getenv("PLAID_CLIENT_ID"))
	req.Header.Set("PLAID-SECRET", ts.Getenv("PLAID_SECRET"))
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		ts.Fatalf("%s: %s", path, res.Status)
	}
	ts.Check(json.NewDecoder(res.Body).Decode(into))
}

// cmdCheck is the command check NAME: set NAME to the id of the first debit that
// Plaid was asked about.
func cmdCheck(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("passbook", "risk", "list", "--json"))
	var checks []struct{ ID string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &checks))
	ts.Setenv(args[0], checks[len(checks)-1].ID)
}
