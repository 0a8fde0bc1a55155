package ledger

import (
	"maps"
	"slices"
	"strings"
)

// officialDigits and UnofficialDigits are the decimals of currencies that
// nothing else is known of: of those with a code of ISO 4217, and of those
// without, such as coins.
const (
	officialDigits   = 2
	UnofficialDigits = 8
)

// otherDigits are ISO 4217's minor units of the currencies that do not have
// two (table A.1 of the standard, "CcyMnrUnts" in list one of its maintenance
// agency), which banks count in. Unicode's CLDR has others, such as none for a
// dinar of RSD: the hundredths would be lost.
var otherDigits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
	"RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
	// Plaid's unofficial codes that look like ISO 4217's (StandaloneCurrencyCodeList
	// in its OpenAPI document). None of them is one.
	"ADA": 8, "BAT": 8, "BCH": 8, "BNB": 8, "BSV": 8, "BTC": 8, "BTG": 8, "CNH": 8, "ETC": 8, "ETH": 8, "GBX": 8,
	"LSK": 8, "NEO": 8, "OMG": 8, "XLM": 8, "XMR": 8, "XRP": 8, "ZEC": 8, "ZRX": 8,
}

// twoDigits are ISO 4217's currencies that have two decimals, but for test codes,
// metals and units of account.
const twoDigits = `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR
ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`

// IsOfficial reports whether a code is a currency's in ISO 4217's list of active
// codes.
func IsOfficial(code string) bool {
	if digits, ok := otherDigits[code]; ok {
		return digits != UnofficialDigits
	}
	return isoForm(code) && strings.Contains(twoDigits, code)
}

// Digits is the number of decimals of an amount in a currency: ISO 4217's minor
// units, 2 for a code of its form that it does not have, and UnofficialDigits
// for every other code, such as those that Unofficial gives.
func Digits(code string) int {
	if digits, ok := otherDigits[code]; ok {
		return digits
	}
	if isoForm(code) {
		return officialDigits
	}
	return UnofficialDigits
}

// isoForm reports whether a code is three capital letters.
func isoForm(code string) bool {
	return len(code) == 3 && isCapital(code[0]) && isCapital(code[1]) && isCapital(code[2])
}

func isCapital(c byte) bool { return 'A' <= c && c <= 'Z' }

// Unofficial is the code that passbook keeps for an unofficial_currency_code of
// Plaid's. It is that code itself, but with a star behind it where it has the
// form of ISO 4217's and is none that Plaid lists: "SOL*". A coin called ALL is
// no Albanian lek, and has more digits.
func Unofficial(code string) string {
	if isoForm(code) && otherDigits[code] != UnofficialDigits {
		return code + "*"
	}
	return code
}

// symbols are the currencies whose sign needs no explanation where it is the
// home currency's.
var symbols = map[string]string{
	"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹",
}

// Symbol gives the sign that a currency is shown with; empty: it is shown with
// its code.
func Symbol(code string) string { return symbols[code] }

// Symbols are all signs that currencies are shown with.
var Symbols = slices.Compact(slices.Sorted(maps.Values(symbols)))
