package profile

// Owner is a person who holds an account.
type Owner struct {
	Names          []string
	Phones, Emails []Contact
	Addresses      []Address
}

// Contact is a phone number or an e-mail address.
type Contact struct {
	Data, Type string
	Primary    bool
}

// Address is an address of an owner. Empty texts are null.
type Address struct {
	Street, City, Region, Postal, Country string
	Primary                               bool
}

// TestOwner holds all accounts whose profile names no owner, as in the Sandbox.
var TestOwner = Owner{
	Names:  []string{"Alberta Bobbeth Charleson"},
	Phones: []Contact{{"2025550123", "home", false}, {"1112224444", "work", false}, {"1112225555", "mobile", true}},
	Emails: []Contact{
		{"accountholder0@example.com", "primary", true},
		{"accountholder1@example.com", "secondary", false},
		{"extraordinarily.long.email.username.123456@reallylonghostname.com", "other", false},
	},
	Addresses: []Address{
		{"2992 Cameron Road", "Malakoff", "NY", "14236", "US", true},
		{"2493 Leisure Lane", "San Matias", "CA", "93405-2255", "US", false},
	},
}
