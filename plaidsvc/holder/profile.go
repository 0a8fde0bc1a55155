package holder

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Profile is what a person says of themselves, for a comparison with what their
// banks have. What they do not say is empty, and is not compared.
type Profile struct {
	Name       string `json:"name,omitempty"`
	Phone      string `json:"phone,omitempty"` // as E.164 writes it: +12025550123
	Email      string `json:"email,omitempty"`
	Street     string `json:"street,omitempty"`
	City       string `json:"city,omitempty"`
	Region     string `json:"region,omitempty"` // ISO 3166-2 without the country: NY
	PostalCode string `json:"postal_code,omitempty"`
	Country    string `json:"country,omitempty"` // ISO 3166-1: US
}

// ProfileFields are the names of the fields, in the order in which they are shown.
var ProfileFields = []string{"name", "phone", "email", "street", "city", "region", "postal_code", "country"}

// at gives where a field is kept; nil: there is no such field.
func (p *Profile) at(field string) *string {
	return map[string]*string{
		"name": &p.Name, "phone": &p.Phone, "email": &p.Email, "street": &p.Street,
		"city": &p.City, "region": &p.Region, "postal_code": &p.PostalCode, "country": &p.Country,
	}[field]
}

// Get gives a field; empty where it is not said, or there is no such field.
func (p Profile) Get(field string) string {
	if at := p.at(field); at != nil {
		return *at
	}
	return ""
}

// Set gives the profile with a field set to a value, in the form in which Plaid
// takes it. An empty value takes the field away. The error says what the field
// is, and never what it was set to.
func (p Profile) Set(field, value string) (Profile, error) {
	at := p.at(field)
	if at == nil {
		return p, fmt.Errorf("there is no field %q: the fields are %s", field, strings.Join(ProfileFields, ", "))
	}
	value = strings.Join(strings.Fields(value), " ")
	if strings.ContainsFunc(value, unicode.IsControl) || len(value) > 200 {
		return p, fmt.Errorf("%s is one line of at most 200 characters", field)
	}
	var err error
	if form := forms[field]; form != nil && value != "" {
		value, err = form(value)
	}
	if err == nil {
		*at = value
	}
	return p, err
}

// IsEmpty reports whether nothing is said.
func (p Profile) IsEmpty() bool { return p == Profile{} }

// HasAddress reports whether anything of an address is said.
func (p Profile) HasAddress() bool {
	return p.Street+p.City+p.Region+p.PostalCode+p.Country != ""
}

// forms bring the fields into Plaid's form that have one.
var forms = map[string]func(string) (string, error){
	"phone":   phoneForm,
	"email":   emailForm,
	"country": countryForm,
}

func phoneForm(value string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.()/", r) {
			return -1
		}
		return r
	}, value)
	number := strings.TrimPrefix(digits, "+")
	if number == digits || len(number) < 7 || len(number) > 15 || strings.Trim(number, "0123456789") != "" {
		return "", errors.New("phone begins with + and the code of the country, such as +1 202 555 0123")
	}
	return digits, nil
}

func emailForm(value string) (string, error) {
	local, host, found := strings.Cut(value, "@")
	if !found || local == "" || !strings.Contains(strings.Trim(host, "."), ".") || strings.ContainsAny(value, " ,;<>") {
		return "", errors.New("email is one address, such as ana@example.com")
	}
	return value, nil
}

func countryForm(value string) (string, error) {
	code := strings.ToUpper(value)
	if len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", errors.New("country is a code of two letters, such as US")
	}
	return code, nil
}
