package plaidsim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// statementLine is a row or a balance of a statement.
var statementLine = regexp.MustCompile(`(?m)^\((?:\d{4}-\d\d-\d\d  .*|(Opening|Closing) balance of .*?) +(-?[0-9.]+) *(EUR)? *\) '$`)

// A statement names its owners, and its rows lead from the opening balance to
// the closing one, where the next one begins.
func TestHouseholdsStatementsAddUp(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	var link struct {
		Public string `json:"public_token"`
		Access string `json:"access_token"`
	}
	s.call("/sandbox/public_token/create", map[string]any{
		"institution_id": platypus, "initial_products": []string{"transactions", "statements"},
		"options": map[string]any{
			"override_username": "user_household", "override_password": "x", "transactions": map[string]any{"days_requested": 730},
			"statements": map[string]any{"start_date": "2026-03-01", "end_date": "2026-08-31"},
		},
	}, &link)
	s.call("/item/public_token/exchange", map[string]any{"public_token": link.Public}, &link)
	var list struct {
		Accounts []struct {
			Name       string `json:"account_name"`
			Type       string `json:"account_type"`
			Statements []struct {
				ID string `json:"statement_id"`
			}
		}
	}
	s.call("/statements/list", map[string]any{"access_token": link.Access}, &list)
	for _, a := range list.Accounts {
		if len(a.Statements) != 6 {
			t.Fatalf("%s has %d statements", a.Name, len(a.Statements))
		}
		next := int64(-1)
		for i, one := range a.Statements { // the newest is first
			text := s.statement(link.Access, one.ID)
			if !strings.Contains(text, "Nora Ellen Castellan") || !strings.Contains(text, "1919 N Rosalind Ave Apt 304, Portland OR 97227") {
				t.Fatalf("whose is the statement of %s?\n%s", a.Name, text)
			}
			var opened, closed, rows int64
			for _, m := range statementLine.FindAllStringSubmatch(text, -1) {
				cents := ownCents(t, booked{Amount: json.Number(m[2]), Currency: m[3]})
				switch m[1] {
				case "Opening":
					opened = cents
				case "Closing":
					closed = cents
				default:
					rows += cents
				}
			}
			if a.Type == "depository" {
				rows = -rows
			}
			if rows == 0 || opened+rows != closed || i > 0 && closed != next {
				t.Errorf("%s %d: %d and rows of %d are %d, and then %d", a.Name, i, opened, rows, closed, next)
			}
			next = opened
		}
	}
}

// statement downloads a statement, whose hash is right.
func (s *sim) statement(token, id string) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.url+"/statements/download", strings.NewReader(`{"client_id":"x","secret":"y","access_token":"`+token+`","statement_id":"`+id+`"}`))
	s.must(err)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	s.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	s.must(err)
	sum := sha256.Sum256(body)
	if res.StatusCode != 200 || res.Header.Get("Plaid-Content-Hash") != hex.EncodeToString(sum[:]) {
		s.t.Fatalf("%d, hash %s", res.StatusCode, res.Header.Get("Plaid-Content-Hash"))
	}
	return string(body)
}
