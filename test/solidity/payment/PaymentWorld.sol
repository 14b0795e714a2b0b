// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {IStreamSplits} from "../../../contracts/interfaces/IStreamSplits.sol";
import {MockUSDC} from "../../../contracts/mocks/MockUSDC.sol";
import {MockWETH9} from "../../../contracts/mocks/MockWETH9.sol";
import {IStreamPayment} from "../../../contracts/interfaces/IStreamPayment.sol";
import {StreamRegistry} from "../../../contracts/StreamRegistry.sol";
import {StreamSplits} from "../../../contracts/StreamSplits.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {PaymentJournal} from "./PaymentJournal.sol";
import {PaymentRefusals} from "./PaymentRefusals.sol";

/**
 * @title PaymentWorld
 * @notice Who and what a sequence of calls is about, drawn from the runner's numbers, and the one way to make a call.
 *
 * Three people watch, earn and hold parts of splits; three streams of one tenant are for sale in two vaults. Amounts are
 * small beside rates and windows, so that balances bound sessions, carries matter and sessions run out.
 */
abstract contract PaymentWorld is PaymentRefusals, PaymentJournal {
    struct World {
        IStreamPayment ledger;
        StreamRegistry registry;
        StreamSplits splits;
        StreamVault[2] vaults;
        MockWETH9 weth;
        MockUSDC usdc;
        bytes32 tenantId;
        address owner;
        address receiver;
        address pauser;
        address unpauser;
        address feeSetter;
        address lister;
        address registrar;
    }

    uint256 public constant STREAMS = 3;
    uint256 public constant SPLITS = 2;

    World internal world;
    IStreamSplits.Split[SPLITS] internal tables;
    address public immutable STRANGER = _named("stranger");
    address[SPLITS] public splitAccounts;

    /// @notice Every account that can ever hold something.
    address[] public allAccounts;

    /// @notice How often a function of this handler got through.
    mapping(bytes4 action => uint256 times) public done;

    constructor(World memory world_) {
        world = world_;
        platform = world_.ledger.platformAccount();
        people = [_named("ann"), _named("ben"), _named("cem")];
        vaults = [address(world_.vaults[0]), address(world_.vaults[1])];
        for (uint256 i = 0; i < vaults.length; ++i) {
            (vaultModels[vaults[i]].listed, vaultModels[vaults[i]].feeBps) = (true, 1_000);
        }
        _openSplits();
        for (uint256 i = 0; i < STREAMS; ++i) _openStream(i);
        _listAccounts();
    }

    /* READS */

    function accountCount() external view returns (uint256) {
        return allAccounts.length;
    }

    function table(uint256 split) external view returns (IStreamSplits.Split memory) {
        return tables[split];
    }

    /* CALLS */

    function _callLedger(address caller, bytes memory data, bytes4 refusal) internal {
        _call(caller, address(world.ledger), 0, data, refusal);
    }

    function _callRegistry(bytes memory data, bytes4 refusal) internal {
        _call(world.owner, address(world.registry), 0, data, refusal);
    }

    /// @dev Makes the call, enters its events in the journal, and insists on the foreseen outcome.
    function _call(address caller, address target, uint256 value, bytes memory data, bytes4 refusal) internal {
        vm.recordLogs();
        vm.prank(caller);
        (bool success, bytes memory result) = target.call{value: value}(data);
        bytes4 met = success ? bytes4(0) : bytes4(result);
        vm.assertEq(bytes32(met), bytes32(refusal), "refused otherwise than the model foresees");
        if (!success) return;
        _enter(vm.getRecordedLogs(), address(world.ledger), address(world.splits));
        ++done[msg.sig];
    }

    /* SET-UP */

    /// @dev One split among people and a tenant's account, and one among a person and the other split.
    function _openSplits() private {
        address tenantAccount = world.ledger.accountOf(world.tenantId);
        _openSplit(0, [people[0], people[2], tenantAccount], [uint16(3_333), 1, 6_666]);
        _openSplit(1, [people[1], people[0], splitAccounts[0]], [uint16(1_000), 2_500, 6_500]);
    }

    function _openSplit(uint256 i, address[3] memory holders, uint16[3] memory weights) private {
        for (uint256 j = 0; j < 3; ++j) {
            for (uint256 k = j + 1; k < 3; ++k) {
                if (holders[j] < holders[k]) continue;
                (holders[j], holders[k]) = (holders[k], holders[j]);
                (weights[j], weights[k]) = (weights[k], weights[j]);
            }
        }
        for (uint256 j = 0; j < 3; ++j) {
            tables[i].holders.push(holders[j]);
            tables[i].weights.push(weights[j]);
        }
        splitAccounts[i] = world.splits.registerSplit(tables[i]);
    }

    function _openStream(uint256 i) private {
        StreamModel storage model = streams.push();
        model.label = string.concat("stream", vm.toString(i));
        model.payee = _payee(2 * i);
        IStreamRegistry.PriceInput[] memory prices = new IStreamRegistry.PriceInput[](2);
        for (uint256 j = 0; j < 2; ++j) {
            address vault = _vault(j);
            model.prices[vault] = IStreamTerms.Price(i == 1 ? 999 : 0, uint96(i == 2 ? 0 : 7 + 90 * j), 600);
            if (i == 2) model.prices[vault].startFee = 99;
            IStreamTerms.Price memory price = model.prices[vault];
            prices[j] = IStreamRegistry.PriceInput(vault, price.startFee, price.perSecond, price.window);
        }
        vm.prank(world.owner);
        model.id = world.registry.createStream(world.tenantId, model.label, model.payee, "", prices);
    }

    function _listAccounts() private {
        IStreamPayment ledger = world.ledger;
        for (uint256 i = 0; i < people.length; ++i) allAccounts.push(people[i]);
        for (uint256 i = 0; i < SPLITS; ++i) allAccounts.push(splitAccounts[i]);
        _closeAccount(ledger.accountOf(world.tenantId));
        for (uint256 i = 0; i < STREAMS; ++i) {
            _closeAccount(ledger.accountOf(streams[i].id));
            _closeAccount(ledger.watchAccountOf(streams[i].id));
        }
        _closeAccount(platform);
        _closeAccount(address(ledger));
    }

    function _closeAccount(address account) private {
        isClosedAccount[account] = true;
        allAccounts.push(account);
    }

    /* HELPERS */

    /// @dev What a viewer asks for: bounds that just hold, or are missed by one, seconds of any use, or none.
    function _request(
        address viewer,
        uint256 stream,
        address vault,
        uint256 maxSeconds,
        uint256 mood
    ) internal view returns (Request memory request) {
        request.viewer = viewer;
        request.vault = vault;
        request.stream = stream;
        request.maxSeconds = mood % 16 == 3 ? 0 : _bound(maxSeconds, 1, 6_000);
        request.maxPerSecond = streams[stream].prices[vault].perSecond;
        request.maxStartFee = _startFeeDue(vault, viewer, stream);
        if (mood % 16 == 1 && request.maxPerSecond != 0) --request.maxPerSecond;
        if (mood % 16 == 2 && request.maxStartFee != 0) --request.maxStartFee;
    }

    /// @dev What closes something, or empties it, happens less often than the rest, lest nothing ever go on.
    function _closes(uint256 mood) internal pure returns (bool) {
        return mood % 5 == 0;
    }

    function _vault(uint256 seed) internal view returns (address) {
        return vaults[seed % vaults.length];
    }

    function _person(uint256 seed) internal view returns (address) {
        return people[seed % people.length];
    }

    /// @dev Mostly a stream that can be started in the vault, if there is one.
    function _playable(uint256 seed, address vault) internal view returns (uint256 stream) {
        for (uint256 i = 0; i < STREAMS; ++i) {
            stream = (seed / 8 + i) % STREAMS;
            bool plays = streams[stream].stops == 0 && streams[stream].prices[vault].window != 0;
            if (plays || seed % 8 == 0) return stream;
        }
    }

    /// @dev Mostly a viewer and a vault with a session that was not ended, if there is one.
    function _watching(uint256 seed) internal view returns (address viewer, address vault) {
        for (uint256 i = 0; i < vaults.length * people.length; ++i) {
            (viewer, vault) = (_person((seed / 8 + i) / 2), _vault(seed / 8 + i));
            if (_sessionRefusal(vault, viewer) == 0 || seed % 8 == 0) return (viewer, vault);
        }
    }

    /// @dev Who may be credited by a stream: people, splits, and accounts of names.
    function _payee(uint256 seed) internal view returns (address) {
        seed = seed % 8;
        if (seed < 3) return people[seed];
        if (seed < 5) return splitAccounts[seed - 3];
        if (seed == 5) return world.ledger.accountOf(world.tenantId);
        if (seed == 6 && streams[0].id != 0) return world.ledger.accountOf(streams[0].id);
        return platform;
    }

    /// @dev Half the time the person themselves, otherwise any account, also one that must be refused.
    function _anyAccount(uint256 seed, uint256 who) internal view returns (address) {
        return seed % 2 == 0 ? _person(who) : allAccounts[(seed / 2) % allAccounts.length];
    }

    /// @dev A person, and now and then the ledger, which must be refused.
    function _receiver(uint256 seed) internal view returns (address) {
        return seed % 16 == 15 ? address(world.ledger) : _person(seed);
    }

    /// @dev Now and then all there is, or one more; otherwise a part of it, no more than `most`.
    function _upTo(uint256 seed, uint256 all, uint256 most) internal pure returns (uint256) {
        if (seed % 8 == 0) return all;
        if (seed % 32 == 1) return all + 1;
        return _bound(seed, 0, _min(all, most));
    }

    function _approve(address token, address caller, uint256 amount) internal {
        vm.prank(caller);
        IERC20(token).approve(address(world.ledger), amount);
    }

    /// @dev New units of the vault's asset for `to`.
    function _give(address vault, address to, uint256 amount) internal {
        if (amount == 0) return;
        if (vault == _vault(0)) {
            vm.deal(address(this), amount);
            world.weth.deposit{value: amount}();
            world.weth.transfer(to, amount);
        } else {
            world.usdc.mint(to, amount);
        }
    }

    /// @dev New shares of the vault for `to`.
    function _giveShares(address vault, address to, uint256 amount) internal {
        if (amount == 0) return;
        _give(vault, address(this), amount);
        IERC20(StreamVault(vault).asset()).approve(vault, amount);
        StreamVault(vault).deposit(amount, to);
    }
}
