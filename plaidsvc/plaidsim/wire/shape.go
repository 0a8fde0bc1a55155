package wire

// Object is a JSON object; encoding/json writes its keys in alphabetical
// order, as Plaid does.
type Object = map[string]any

// RawJSON is an answer that is JSON already, without its request_id. Its buffer
// comes from Buffers.
type RawJSON []byte

// Document is an answer that is not JSON, such as a PDF.
type Document struct {
	ContentType string
	Header      map[string]string
	Body        []byte
}
