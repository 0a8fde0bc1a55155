package folding

import "testing"

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                            "",
		"WHOLE Foods\x00#12":          "whole foods #12",
		"Café Ärger ÉTÉ":              "cafe arger ete",
		"Cafe\u0301 A\u0308":          "cafe a",
		"Straße Łódź Ærø İzmir":       "strasse lodz aero izmir",
		"ﾗｰﾒﾝ ガス ＡＢＣ１２":               "ラーメン ガス abc12",
		"서울 A":                        "서울 a",
		"ΟΔΌΣ οδός":                   "οδοσ οδοσ",
		"a\u00a0b\x1f\u00e9":          "a b e",
		"\xff\xfe é":                  "\ufffd\ufffd e",
		"re\u0301sume\u0301 \u1e69 ﬁ": "resume s fi",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if again := Fold(want); again != want {
			t.Errorf("%q folds to %q", want, again)
		}
	}
	if got := string(Append([]byte("É "), "É")); got != "É e" {
		t.Errorf("%q", got)
	}
}
