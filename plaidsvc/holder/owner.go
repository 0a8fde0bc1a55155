package holder

import "strings"

// Owner is a person as a bank knows them. Only a name is sure to be there, and
// some banks put every owner of a login on every account.
type Owner struct {
	Names          []string
	Phones, Emails []Contact
	Addresses      []Address
}

// Contact is a phone number or an e-mail address.
type Contact struct {
	Data    string
	Kind    string // home, work, mobile, primary, secondary, other …, as sent; empty: not said
	Primary bool
}

// Address is where somebody lives. What is not known is empty.
type Address struct {
	Street, City, Region, PostalCode, Country string
	Primary                                   bool
}

// String is the address in one line.
func (a Address) String() string {
	var parts []string
	for _, part := range []string{a.Street, a.City, strings.TrimSpace(a.Region + " " + a.PostalCode), a.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// Owners are an account with those who hold it.
type Owners struct {
	AccountID, Name, Mask string
	List                  []Owner
}
