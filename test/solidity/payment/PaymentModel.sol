// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {TestBase} from "../helpers/TestBase.sol";

/**
 * @title PaymentModel
 * @notice What the ledger should hold and what every viewer should owe, worked out from what was agreed and from what
 * happened when. Nothing here is ever read from the ledger, and nothing is computed the way the ledger does it:
 *
 * - stops, pauses, ends and debits shorten the agreements they concern at once, where the ledger looks for stops and
 *   pauses when it settles;
 * - a bill is the sum of `seconds × rate` over all agreements of a viewer, less what was settled before, where the
 *   ledger keeps a time up to which it has settled;
 * - the platform's fees are one rounded-down quotient of everything a viewer ever paid, where the ledger carries a
 *   remainder.
 */
abstract contract PaymentModel is TestBase {
    /// @dev Seconds that a viewer agreed to pay for.
    struct Agreement {
        uint256 stream;
        address payee;
        uint256 perSecond;
        uint256 feeBps;
        uint256 from;
        uint256 agreedUntil; // what the viewer, the window and the balance allowed when it was made
        uint256 until; // the same, shortened by everything that came since
        bool ended; // by the viewer
    }

    struct StreamModel {
        bytes32 id;
        string label;
        address payee;
        uint8 stops;
        mapping(address vault => IStreamTerms.Price price) prices;
    }

    struct VaultModel {
        bool listed;
        uint256 feeBps;
        uint256 tipFeeBps;
        uint256 sharesIn;
        uint256 sharesOut;
        uint256 sharesDonated; // sent to the ledger for nothing
        uint256 surplus; // assets sent to the vault for nothing, and not skimmed
    }

    struct AccountModel {
        uint256 balance;
        uint256 deposited;
        uint256 credited; // by other accounts
        uint256 withdrawn;
        uint256 bySessions; // debits of three kinds: start fees and consumed seconds,
        uint256 byOwner; // withdrawals, transfers and tips of the owner and of those the owner approved,
        uint256 byClaims; // claims of a split's holders
        uint256 outside; // assets and shares that left the ledger for this address
    }

    struct BillModel {
        uint256 earlier; // bills of all agreements but the last
        uint256 settled; // of the bills, what was moved
        uint256 feeWork; // Σ payment × basis points: sessions, start fees and tips
    }

    /// @dev 100 % in basis points.
    uint256 private constant WHOLE = 10_000;

    /// @notice Those who can watch.
    address[] public people;

    /// @notice Every vault.
    address[] public vaults;

    /// @dev The platform's account.
    address internal platform;

    /// @notice Whether the ledger should be paused.
    bool public isPaused;

    StreamModel[] internal streams;
    mapping(address vault => VaultModel model) internal vaultModels;
    mapping(address vault => mapping(address account => AccountModel model)) internal accounts;
    mapping(address vault => mapping(address viewer => Agreement agreement)) internal agreements;
    mapping(address vault => mapping(address viewer => BillModel model)) internal bills;
    mapping(address viewer => mapping(uint256 stream => bool paid)) internal startFeesPaid;
    mapping(address vault => mapping(address split => mapping(address holder => uint256 shares))) internal claimed;

    /// @notice How often something worth visiting happened.
    mapping(string what => uint256 times) public visits;

    /* BILLS */

    /// @notice Everything the viewer consumed in this vault up to now, at the rates agreed for it.
    function billOf(address vault, address viewer) public view returns (uint256) {
        Agreement storage last = agreements[vault][viewer];
        return bills[vault][viewer].earlier + last.perSecond * (_min(last.until, block.timestamp) - last.from);
    }

    /// @notice What the viewer consumed and was not settled.
    function owedBy(address vault, address viewer) public view returns (uint256) {
        return billOf(vault, viewer) - bills[vault][viewer].settled;
    }

    /// @notice What the platform should have got of everything the viewer paid in this vault.
    function feesOf(address vault, address viewer) public view returns (uint256) {
        return bills[vault][viewer].feeWork / WHOLE;
    }

    /// @notice What an account could take out now.
    function availableTo(address vault, address account) public view returns (uint256) {
        return accounts[vault][account].balance - owedBy(vault, account);
    }

    /// @dev The fee of the viewer's next payment.
    function _feeOf(address vault, address viewer, uint256 gross, uint256 feeBps) internal view returns (uint256) {
        uint256 feeWork = bills[vault][viewer].feeWork;
        return (feeWork + gross * feeBps) / WHOLE - feeWork / WHOLE;
    }

    /// @dev The viewer's balance after a settlement now: lower by what is owed, of which a viewer who watches a stream
    /// that pays them gets the net back.
    function _balanceAfterSettlement(address vault, address viewer) internal view returns (uint256) {
        uint256 gross = owedBy(vault, viewer);
        Agreement storage last = agreements[vault][viewer];
        uint256 left = accounts[vault][viewer].balance - gross;
        return last.payee == viewer ? left + gross - _feeOf(vault, viewer, gross, last.feeBps) : left;
    }

    /// @dev Moves what the viewer owes.
    function _settle(address vault, address viewer) internal {
        uint256 gross = owedBy(vault, viewer);
        if (gross == 0) return;
        Agreement storage last = agreements[vault][viewer];
        bills[vault][viewer].settled += gross;
        accounts[vault][viewer].bySessions += gross;
        _pay(vault, viewer, last.payee, gross, last.feeBps);
        if (last.payee == viewer) _visit("a viewer paid themselves");
        if (last.until < block.timestamp) _visit("a session was settled after its end");
    }

    /// @dev Moves `gross` from a viewer to a payee and the platform.
    function _pay(address vault, address viewer, address payee, uint256 gross, uint256 feeBps) private {
        uint256 fee = _feeOf(vault, viewer, gross, feeBps);
        bills[vault][viewer].feeWork += gross * feeBps;
        accounts[vault][viewer].balance -= gross;
        _credit(vault, payee, gross - fee);
        _credit(vault, platform, fee);
    }

    /* AGREEMENTS */

    /// @dev Seconds that `balance` pays for beside the start fee. Endless if they cost nothing.
    function _affords(uint256 balance, uint256 startFee, uint256 perSecond) internal pure returns (uint256) {
        if (balance < startFee + perSecond) return 0;
        return perSecond == 0 ? type(uint256).max : (balance - startFee) / perSecond;
    }

    /// @dev Settles the viewer's agreement and replaces it by one that begins now, for a start fee if one is due.
    function _agree(address vault, address viewer, uint256 stream, uint256 maxSeconds) internal {
        _settle(vault, viewer);
        _shortenTo(vault, viewer, block.timestamp);
        Agreement storage last = agreements[vault][viewer];
        bills[vault][viewer].earlier += last.perSecond * (last.until - last.from);

        StreamModel storage model = streams[stream];
        IStreamTerms.Price memory price = model.prices[vault];
        uint256 startFee = _startFeeDue(vault, viewer, stream);
        uint256 affordable = _affords(accounts[vault][viewer].balance, startFee, price.perSecond);
        uint256 sold = _min(maxSeconds, price.window);
        if (affordable < sold) _visit("a balance bounded a session");
        if (startFee != 0) _payStartFee(vault, viewer, stream, startFee);

        uint256 until = block.timestamp + _min(affordable, sold);
        agreements[vault][viewer] = Agreement({
            stream: stream,
            payee: model.payee,
            perSecond: price.perSecond,
            feeBps: vaultModels[vault].feeBps,
            from: block.timestamp,
            agreedUntil: until,
            until: until,
            ended: false
        });
    }

    function _payStartFee(address vault, address viewer, uint256 stream, uint256 startFee) private {
        startFeesPaid[viewer][stream] = true;
        accounts[vault][viewer].bySessions += startFee;
        _pay(vault, viewer, streams[stream].payee, startFee, vaultModels[vault].feeBps);
        _visit("a start fee was paid");
    }

    /// @dev What a start would charge at once.
    function _startFeeDue(address vault, address viewer, uint256 stream) internal view returns (uint256) {
        return startFeesPaid[viewer][stream] ? 0 : streams[stream].prices[vault].startFee;
    }

    /// @dev The viewer's agreement ends at `time` at the latest.
    function _shortenTo(address vault, address viewer, uint256 time) internal {
        Agreement storage last = agreements[vault][viewer];
        if (time < last.until) last.until = time;
    }

    /// @dev The viewer's running agreement lasts no longer than the balance.
    function _shortenToBalance(address vault, address viewer) private {
        Agreement storage last = agreements[vault][viewer];
        if (last.until <= block.timestamp || last.perSecond == 0) return;
        uint256 until = block.timestamp + accounts[vault][viewer].balance / last.perSecond;
        if (until < last.until) _visit("a debit shortened a session");
        _shortenTo(vault, viewer, until);
    }

    /// @dev Sets the reasons why a stream is stopped. The first one ends its sessions at this second.
    function _stop(uint256 stream, uint8 stops) internal {
        bool begins = streams[stream].stops == 0 && stops != 0;
        streams[stream].stops = stops;
        for (uint256 i = 0; begins && i < vaults.length * people.length; ++i) {
            (address vault, address viewer) = pairOf(i);
            if (agreements[vault][viewer].stream != stream) continue;
            if (_isRunning(vault, viewer)) _visit("a stop ended a running session");
            _shortenTo(vault, viewer, block.timestamp);
        }
    }

    /// @dev Ends every session at this second.
    function _pauseAll() internal {
        isPaused = true;
        for (uint256 i = 0; i < vaults.length * people.length; ++i) {
            (address vault, address viewer) = pairOf(i);
            if (_isRunning(vault, viewer)) _visit("a pause ended a running session");
            _shortenTo(vault, viewer, block.timestamp);
        }
    }

    /// @dev The viewer is being charged, or plays for nothing, at this second.
    function _isRunning(address vault, address viewer) internal view returns (bool) {
        return block.timestamp < agreements[vault][viewer].until;
    }

    /* MONEY */

    function _deposited(address vault, address account, uint256 shares) internal {
        vaultModels[vault].sharesIn += shares;
        accounts[vault][account].deposited += shares;
        accounts[vault][account].balance += shares;
    }

    /// @dev A debit on behalf of the owner: what is owed comes first, the running session shrinks to what is left.
    function _debit(address vault, address account, uint256 shares) private {
        _settle(vault, account);
        accounts[vault][account].balance -= shares;
        accounts[vault][account].byOwner += shares;
        _shortenToBalance(vault, account);
    }

    function _withdrawn(address vault, address account, uint256 shares, address receiver) internal {
        _debit(vault, account, shares);
        vaultModels[vault].sharesOut += shares;
        accounts[vault][account].withdrawn += shares;
        accounts[vault][receiver].outside += shares;
    }

    function _transferred(address vault, address sender, address receiver, uint256 shares) internal {
        _debit(vault, sender, shares);
        _credit(vault, receiver, shares);
    }

    function _tipped(address vault, address viewer, uint256 stream, uint256 amount) internal {
        _settle(vault, viewer);
        _pay(vault, viewer, streams[stream].payee, amount, vaultModels[vault].tipFeeBps);
        accounts[vault][viewer].byOwner += amount;
        _shortenToBalance(vault, viewer);
    }

    function _claimed(address vault, address split, address holder, uint256 shares) internal {
        claimed[vault][split][holder] += shares;
        accounts[vault][split].balance -= shares;
        accounts[vault][split].byClaims += shares;
        _credit(vault, holder, shares);
    }

    /// @dev What a holder of `weight` basis points has not got of all that the split ever received.
    function _claimable(address vault, address split, address holder, uint256 weight) internal view returns (uint256) {
        AccountModel storage model = accounts[vault][split];
        return ((model.deposited + model.credited) * weight) / WHOLE - claimed[vault][split][holder];
    }

    function _credit(address vault, address account, uint256 shares) private {
        accounts[vault][account].credited += shares;
        accounts[vault][account].balance += shares;
    }

    /* READS */

    /// @notice The `i`-th pair of a vault and a person.
    function pairOf(uint256 i) public view returns (address vault, address viewer) {
        return (vaults[i % vaults.length], people[i / vaults.length]);
    }

    function vaultModel(address vault) external view returns (VaultModel memory) {
        return vaultModels[vault];
    }

    function accountModel(address vault, address account) external view returns (AccountModel memory) {
        return accounts[vault][account];
    }

    function agreement(address vault, address viewer) external view returns (Agreement memory) {
        return agreements[vault][viewer];
    }

    /* HELPERS */

    function _visit(string memory what) internal {
        ++visits[what];
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
