package main

import "fmt"

// holdPeople holds what is asked of the banks now and then, and never kept,
// against them: numbers and owners.
func (y *year) holdPeople() {
	y.t.Helper()
	numbers, owners := map[string]string{}, map[string]int{}
	for _, b := range y.banks {
		var held struct {
			Accounts []struct {
				ID     string `json:"account_id"`
				Owners []struct{ Names []string }
			}
		}
		y.ask(b, "/identity/get", nil, &held)
		for _, a := range held.Accounts {
			for _, o := range a.Owners {
				owners[a.ID+" "+o.Names[0]]++
			}
		}
	}
	for _, b := range y.banks[:3] {
		var said struct {
			Numbers struct {
				ACH []struct {
					Account string `json:"account_id"`
					Number  string `json:"account"`
					Routing string
					Wire    string `json:"wire_routing"`
				}
			}
		}
		y.ask(b, "/auth/get", nil, &said)
		for _, n := range said.Numbers.ACH {
			numbers[n.Account] = n.Number + " " + n.Routing + " " + n.Wire
		}
	}
	if len(numbers) < 5 || len(owners) < 13 {
		y.differ("numbers and owners", len(numbers), len(owners))
	}
	for _, r := range read[struct {
		Account                 string `json:"account_id"`
		System, Number, Routing string
		Wire                    string `json:"wire_routing"`
	}](y, "numbers", "--reveal") {
		if want, ok := numbers[r.Account]; ok {
			same(y, "number of "+r.Account, r.Number+" "+r.Routing+" "+r.Wire, want)
			delete(numbers, r.Account)
		}
	}
	for _, r := range read[struct {
		Account string `json:"account_id"`
		Names   []string
	}](y, "owners") {
		delete(owners, r.Account+" "+r.Names[0])
	}
	if len(numbers)+len(owners) > 0 {
		y.differ("numbers and owners", "without these", []any{numbers, owners})
	}
}

// holdStatements holds passbook statements list against the banks' own lists.
func (y *year) holdStatements() {
	y.t.Helper()
	books := map[string]bool{}
	for _, b := range y.banks {
		var said struct {
			Accounts []struct {
				ID         string `json:"account_id"`
				Statements []struct {
					ID          string `json:"statement_id"`
					Year, Month int
					Posted      string `json:"date_posted"`
				}
			}
		}
		y.ask(b, "/statements/list", nil, &said)
		for _, a := range said.Accounts {
			for _, s := range a.Statements {
				books[fmt.Sprintf("%s %s %d-%02d %s", a.ID, s.ID, s.Year, s.Month, s.Posted)] = true
			}
		}
	}
	count := 0
	for _, r := range read[struct {
		Account string `json:"account_id"`
		ID      string `json:"statement_id"`
		Month   string
		Posted  string `json:"date_posted"`
	}](y, "statements", "list") {
		count++
		same(y, "statement of "+r.Month, books[r.Account+" "+r.ID+" "+r.Month+" "+r.Posted], true)
	}
	if count != len(books) || count < 100 {
		y.differ("statements", count, len(books))
	}
}
