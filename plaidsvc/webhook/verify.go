package webhook

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// When a webhook may have been signed, seen from now.
const (
	oldest    = 5 * time.Minute
	clockSkew = time.Minute // by which Plaid's clock may be ahead of this one
)

// longestToken bounds the header Plaid-Verification, whose tokens have some 300
// characters.
const longestToken = 4 << 10

// Why a webhook is not Plaid's.
var (
	errUnsigned = errors.New("not signed")
	errForged   = errors.New("not signed by Plaid")
	errStale    = errors.New("signed too long ago")
	errAltered  = errors.New("signed for another body")
)

// verifier verifies the tokens that Plaid sends with webhooks.
type verifier struct {
	keys   *keys
	now    func() time.Time
	parser *jwt.Parser
}

func newVerifier(lookup Lookup, now func() time.Time) *verifier {
	return &verifier{
		keys: &keys{lookup: lookup, now: now, known: map[string]knownKey{}, refused: map[string]time.Time{}},
		now:  now,
		// The token chooses no algorithm: with another than this one nothing is
		// looked up. Its only instant is held against the clock below.
		parser: jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodES256.Name}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation()),
	}
}

// claims is what Plaid signs.
type claims struct {
	jwt.RegisteredClaims        // iat
	BodySum              string `json:"request_body_sha256"`
}

// verify holds a token against a body, and gives when it was signed. Errors: errUnsigned, errForged, errStale,
// errAltered, errNoKey, errNotNow.
func (v *verifier) verify(ctx context.Context, token string, body []byte) (time.Time, error) {
	var none time.Time
	if token == "" || len(token) > longestToken {
		return none, errUnsigned
	}
	var said claims
	_, err := v.parser.ParseWithClaims(token, &said, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		if !isKeyID(id) {
			return nil, errForged
		}
		return v.keys.get(ctx, id)
	})
	switch {
	case errors.Is(err, errNotNow):
		return none, errNotNow
	case errors.Is(err, errNoKey):
		return none, errNoKey
	case err != nil:
		return none, errForged
	case said.IssuedAt == nil:
		return none, errStale
	}
	if age := v.now().Sub(said.IssuedAt.Time); age > oldest || age < -clockSkew {
		return none, errStale
	}
	sum := sha256.Sum256(body)
	if subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(said.BodySum)) != 1 {
		return none, errAltered
	}
	return said.IssuedAt.UTC(), nil
}

// isKeyID reports whether a text may be the id of a key: Plaid's are UUIDs.
func isKeyID(s string) bool {
	for _, r := range s {
		if r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
