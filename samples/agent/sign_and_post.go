// Signs a Transit without the agent, and checks itself against the shared vectors: go run sign_and_post.go --vectors ../../vectors
// or posts one: go run sign_and_post.go ADDRESS LEDGER KEY_FILE YEAR_KEY_FILE CARRIER NUMBER ACTIVITY REGION [YEAR_KEY_FILE of the year before]
// Nothing but Go's own library.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func varint(out []byte, value uint64) []byte {
	for ; value > 0x7f; value >>= 7 {
		out = append(out, byte(value)|0x80)
	}
	return append(out, byte(value))
}

// A default is never written: the ledger takes the shortest encoding alone.
func number(out []byte, field int, value uint64) []byte {
	if value == 0 {
		return out
	}
	return varint(varint(out, uint64(field)<<3), value)
}

func octets(out []byte, field int, value []byte) []byte {
	if len(value) == 0 {
		return out
	}
	return always(out, field, value)
}

func always(out []byte, field int, value []byte) []byte {
	return append(varint(varint(out, uint64(field)<<3|2), uint64(len(value))), value...)
}

func text(out []byte, field int, value string) []byte { return octets(out, field, []byte(value)) }

func transit(activity int, shipment []byte, nextCourier, previous string) []byte {
	return text(text(octets(number(nil, 1, uint64(activity)), 2, shipment), 3, nextCourier), 5, previous)
}

func receipt(manner, agreed int, shipment []byte, previous string) []byte {
	return text(octets(number(number(nil, 1, uint64(manner)), 2, uint64(agreed)), 4, shipment), 6, previous)
}

// trace.v1.Statement, fields in ascending order.
func statement(ledger, subject, party string, key []byte, micros int64, offset int, nonce []byte, region string, field int, payload []byte) []byte {
	out := octets(text(text(text(nil, 1, ledger), 2, subject), 3, party), 4, key)
	out = number(out, 5, uint64(micros))
	out = number(out, 6, uint64(uint32(offset<<1)^uint32(int32(offset)>>31)))
	out = octets(octets(out, 7, nonce), 8, text(nil, 3, region))
	return always(out, field, payload)
}

func keyID(public ed25519.PublicKey) []byte {
	id := sha256.Sum256(append([]byte("trace.v1.Key\n\x01"), public...))
	return id[:]
}

func sign(key ed25519.PrivateKey, statement []byte) []byte {
	return ed25519.Sign(key, append([]byte("trace.v1.Statement\n"), statement...))
}

// The waybill's number never leaves this machine; the parcel's key can't be turned back into it.
func parcel(yearKey []byte, carrier, number string, year int) string {
	mac := hmac.New(sha256.New, yearKey)
	mac.Write([]byte(carrier + "\n" + number))
	code := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:16])
	return fmt.Sprintf("parcel/%s/%04d-%s", carrier, year, strings.ToLower(code))
}

type said struct {
	Activity, Manner, Agreed, NextCourier, PreviousYearParcel string
	Shipment                                                  []byte
	Relayed, Proof                                            any
}

func check(folder string) {
	var waybills struct {
		Subjects []struct {
			Name, YearKey, Carrier, Number, Subject, Verdict string
			Year                                             int
		}
	}
	var statements struct {
		Statements []struct {
			Name, Bytes, Identity, Signer, Signature string
			Says                                     struct {
				Ledger, Subject, Party, Time string
				Offset                       int
				Nonce                        []byte
				Sealed                       any
				Transit, Receipt             *said
			}
		}
	}
	read(filepath.Join(folder, "waybills.json"), &waybills)
	read(filepath.Join(folder, "statements.json"), &statements)
	activities := []string{"", "PICKED_UP", "ARRIVED", "DEPARTED", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT", "PLACED", "TAKEN_OVER", "REFUSED", "RETURNING", "RETURNED", "DAMAGED", "LOST", "HELD"}
	manners, agreements := []string{"", "RECIPIENT", "AGENT", "COLLECTED", "TIME_OUT"}, []string{"", "YES", "NO", "UNKNOWN"}
	checked := 0
	for _, one := range waybills.Subjects {
		if one.Verdict == "valid" {
			key, err := hex.DecodeString(one.YearKey)
			fail(err)
			same(one.Name, one.Subject, parcel(key, one.Carrier, one.Number, one.Year))
			checked++
		}
	}
	for _, one := range statements.Statements {
		field, it := 37, one.Says.Transit
		if it == nil {
			field, it = 38, one.Says.Receipt
		}
		if it == nil || it.Relayed != nil || it.Proof != nil || one.Says.Sealed != nil {
			continue // A relay's, or with what is sealed: this sample says neither.
		}
		var payload []byte
		if field == 37 {
			payload = transit(slices.Index(activities, strings.TrimPrefix(it.Activity, "TRANSIT_ACTIVITY_")), it.Shipment, it.NextCourier, it.PreviousYearParcel)
		} else {
			payload = receipt(slices.Index(manners, strings.TrimPrefix(it.Manner, "RECEIPT_MANNER_")), slices.Index(agreements, strings.TrimPrefix(it.Agreed, "AGREED_")), it.Shipment, it.PreviousYearParcel)
		}
		seed := sha256.Sum256([]byte(one.Signer))
		key := ed25519.NewKeyFromSeed(seed[:])
		micros, err := strconv.ParseInt(one.Says.Time, 10, 64)
		fail(err)
		made := statement(one.Says.Ledger, one.Says.Subject, one.Says.Party, keyID(key.Public().(ed25519.PublicKey)), micros, one.Says.Offset, one.Says.Nonce, "", field, payload)
		identity := sha256.Sum256(made)
		same(one.Name, one.Bytes, hex.EncodeToString(made))
		same(one.Name, one.Identity, hex.EncodeToString(identity[:]))
		same(one.Name, one.Signature, hex.EncodeToString(sign(key, made)))
		checked++
	}
	if checked < 9 {
		fail(fmt.Errorf("only %d vectors were checked", checked))
	}
	fmt.Println(checked, "vectors agree")
}

func post(args []string) {
	lines := strings.Split(string(file(args[2])), "\n")
	seed := decode(strings.TrimPrefix(lines[3], "seed "))
	key := ed25519.NewKeyFromSeed(seed)
	now := time.Now().In(time.FixedZone("China", 8*3600))
	previous := ""
	if now.Month() <= time.March {
		previous = parcel(decode(string(file(args[8]))), args[4], args[5], now.Year()-1)
	}
	activity, err := strconv.Atoi(args[6])
	fail(err)
	nonce := make([]byte, 16)
	_, err = rand.Read(nonce)
	fail(err)
	subject := parcel(decode(string(file(args[3]))), args[4], args[5], now.Year())
	made := statement(args[1], subject, strings.TrimPrefix(lines[4], "party "), keyID(key.Public().(ed25519.PublicKey)), now.UnixMicro(), 480, nonce, args[7], 37, transit(activity, nil, "", previous))

	// Keep the statement and its signature on disk until the answer is there: the same bytes again give the same entry, other bytes a second one.
	body, err := json.Marshal(map[string]any{"statement": made, "signatures": [][]byte{sign(key, made)}})
	fail(err)
	answer, err := http.Post(args[0]+"/v1/statements", "application/json", bytes.NewReader(body))
	fail(err)
	defer answer.Body.Close()
	identity := sha256.Sum256(made)
	fmt.Println(hex.EncodeToString(identity[:]), answer.Status)
	if answer.StatusCode != http.StatusOK {
		os.Exit(1)
	}
}

func main() {
	if os.Args[1] == "--vectors" {
		check(os.Args[2])
	} else {
		post(os.Args[1:])
	}
}

func file(path string) []byte {
	content, err := os.ReadFile(path)
	fail(err)
	return content
}

func read(path string, into any) { fail(json.Unmarshal(file(path), into)) }

func decode(text string) []byte {
	value, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	fail(err)
	return value
}

func same(name, expected, made string) {
	if expected != made {
		fail(fmt.Errorf("%s: must give %s, and gave %s", name, expected, made))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
