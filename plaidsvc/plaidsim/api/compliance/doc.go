// Package compliance answers the endpoints of Identity Verification and of
// Monitor: sessions that wait for their person, and screenings that found
// nobody.
package compliance
