"""What UIS's own page prints: a request, and its answer."""

# Source: the UIS page "Вызов на виртуальный номер", its example of a request and of the answer.
REQUEST = """
{
 "jsonrpc": "2.0",
 "method": "start.vnumber_call",
 "id": "req1",
 "params": {
  "access_token": "2fRN4g217ca0b4224a67988aff3e584f91964a692045415f36fa66146f5a3c1ae1f6093d",
  "virtual_phone_number": "74993720692",
  "external_id": "34rty567",
  "dtmf_string": "..1.2.3",
  "direction": "in",
  "contact": "79260000000",
  "first_call": "employee",
  "switch_at_once": false,
  "show_virtual_phone_number": true,
  "contact_message": {
   "type": "media",
   "value": "237"
  }
 }
}
"""
ANSWER = """
{
 "jsonrpc": "2.0",
 "id": "req1",
 "result": {
  "data": {
   "call_session_id": 123467589
  }
 }
}
"""
