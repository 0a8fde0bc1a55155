package ledger_test

import (
	"testing"

	"passbook/storage/ledger"
)

func TestFirstUnexplained(t *testing.T) {
	steps := func(account string, unexplained ...int64) (out []ledger.BalanceProof) {
		for i, minor := range unexplained {
			out = append(out, ledger.BalanceProof{AccountID: account, To: ledger.Date(20260301 + i), Unexplained: minor})
		}
		return out
	}
	var proofs []ledger.BalanceProof
	proofs = append(proofs, steps("in order", 0, 0)...)
	proofs = append(proofs, steps("a day ahead", 0, 50, -50, 0)...)
	proofs = append(proofs, steps("lost", 0, -40, 0, 15)...)
	proofs = append(proofs, steps("ahead, then lost", 50, -50, 0, 7)...)
	proofs = append(proofs, steps("too large", ledger.TooLarge, 0)...)
	abroad := func(account string, minor, euros int64) ledger.BalanceProof {
		p := steps(account, minor)[0]
		p.ForeignAmounts = []ledger.Money{{Minor: euros, Currency: "EUR"}}
		return p
	}
	proofs = append(proofs, abroad("paid abroad", -1305, -1200), abroad("money back from abroad", 1305, 1200))
	proofs = append(proofs, abroad("lost though it paid abroad", 2500, -1200))
	got := map[string]ledger.Date{}
	for _, p := range ledger.FirstUnexplained(proofs) {
		got[p.AccountID] = p.To
	}
	if len(got) != 4 || got["lost though it paid abroad"] != 20260301 || got["lost"] != 20260302 || got["ahead, then lost"] != 20260304 || got["too large"] != 20260301 {
		t.Error(got)
	}
	if none := ledger.FirstUnexplained(nil); none != nil {
		t.Error(none)
	}
}
