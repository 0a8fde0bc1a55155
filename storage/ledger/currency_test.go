package ledger

import (
	"strings"
	"testing"
)

// TestDigits holds the digits against ISO 4217's list one of active codes.
func TestDigits(t *testing.T) {
	for digits, codes := range []string{
		`BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`,
		``,
		`AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
		CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR
		ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV
		MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
		SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
		`BHD IQD JOD KWD LYD OMR TND`,
		`CLF UYW`,
	} {
		for _, code := range strings.Fields(codes) {
			if got := Digits(code); got != digits {
				t.Errorf("%s has %d digits, ISO 4217 says %d", code, got, digits)
			}
			if !IsOfficial(code) {
				t.Errorf("%s is one of ISO 4217's", code)
			}
		}
	}
	for code, want := range map[string]int{
		"XQQ": 2, "XXX": 2, // a code that nobody knows, and none
		"ADA": 8, "BAT": 8, "BCH": 8, "BNB": 8, "BSV": 8, "BTC": 8, "BTG": 8, "CNH": 8, "DASH": 8, "DOGE": 8, "ETC": 8, "ETH": 8, "GBX": 8,
		"LSK": 8, "NEO": 8, "OMG": 8, "QTUM": 8, "USDT": 8, "XLM": 8, "XMR": 8, "XRP": 8, "ZEC": 8, "ZRX": 8,
		"": 8, "usd": 8, "US": 8, "points": 8, "SOL*": 8, "ÄÖ": 8,
	} {
		if got := Digits(code); got != want {
			t.Errorf("%q has %d digits, want %d", code, got, want)
		}
		if IsOfficial(code) {
			t.Errorf("%q is none of ISO 4217's", code)
		}
	}
}

// TestUnofficial: whatever a bank calls a currency of its own, it has its
// digits, and is none that ISO 4217 has.
func TestUnofficial(t *testing.T) {
	for code, want := range map[string]string{
		"BTC": "BTC", "DOGE": "DOGE", "SOL": "SOL*", "ALL": "ALL*", "USD": "USD*", "JPY": "JPY*", "usd": "usd", "SOL*": "SOL*",
	} {
		got := Unofficial(code)
		if got != want || Digits(got) != UnofficialDigits {
			t.Errorf("%s is kept as %q with %d digits, want %q", code, got, Digits(got), want)
		}
	}
}
