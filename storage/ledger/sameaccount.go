package ledger

// Resemblances are the ways to recognise an account, the surest first.
var Resemblances = []func(a, b Account) bool{
	func(a, b Account) bool { return a.PersistentID != "" && a.PersistentID == b.PersistentID },
	func(a, b Account) bool { return a.Mask == b.Mask && a.Name == b.Name && a.Mask+a.Name != "" },
	func(a, b Account) bool { return a.Mask != "" && a.Mask == b.Mask },
}

// SameAccount reports whether two accounts of one institution under different
// ids look like the same one: by the id that few banks give across Items, or by
// the digits of the number or the name.
func SameAccount(a, b Account) bool {
	for _, like := range Resemblances {
		if SameKind(a, b) && like(a, b) {
			return true
		}
	}
	return false
}

// SameKind reports whether two accounts may be the same one at all: neither
// kind nor subtype nor persistent id tells them apart. One that is not known
// tells nothing: Link does not always give them.
func SameKind(a, b Account) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	return !differ(string(a.Kind), string(b.Kind)) && !differ(a.Subtype, b.Subtype) && !differ(a.PersistentID, b.PersistentID)
}
