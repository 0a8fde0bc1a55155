package vault

import (
	"strings"
	"unicode/utf8"
)

// A passphrase that seals a new file has at least leastCharacters, or at least
// leastWords.
const (
	leastCharacters = 12
	leastWords      = 4
)

// CheckPassphrase reports why a text may not become the passphrase of a sealed
// file: whoever copies the file can try as many as their machine does. It is an
// *UnavailableError. An age identity is strong as it is.
func CheckPassphrase(passphrase string) error {
	if strings.HasPrefix(passphrase, identityPrefix) {
		return nil
	}
	words := strings.Fields(passphrase)
	long := utf8.RuneCountInString(strings.Join(words, " ")) >= leastCharacters
	if (long || len(words) >= leastWords) && !repeats(strings.Join(words, "")) {
		return nil
	}
	return &UnavailableError{Sentence: "this passphrase is too easy to guess for a new sealed file: " +
		"take at least 12 characters or four words, and not the same one again and again"}
}

// repeats reports whether a text is a shorter one several times over, whatever
// its case: then it is found in its double before it begins anew.
func repeats(text string) bool {
	if text == "" {
		return false
	}
	text = strings.ToLower(text)
	double := text + text
	return strings.Contains(double[1:len(double)-1], text)
}
